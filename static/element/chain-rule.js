/**
 * `<chain-rule>`: an embedded player as an element of any page.
 *
 *     <script src="http://127.0.0.1:8000/static/element/chain-rule.js"></script>
 *     <chain-rule src="http://127.0.0.1:8000/embed/linear-regression" step="backward-2"></chain-rule>
 *
 * Until it is needed it is a picture of its step (`poster`, else the server's); a click, a method or
 * `loading="eager"` makes it a player. Its attributes are an embed's parameters. It says `ready`,
 * `step`, `select`, `resize`, `state` and `error` as events, with the message in `detail`, and what
 * keys the player does not use as ordinary key events. Its parts: `poster`, `start`, `frame`.
 */

"use strict";

(() => {
  const NAMESPACE = "chainrule";
  const PATIENCE = 250;
  const PARAMETERS = [
    "autoplay",
    "dir",
    "fit",
    "font",
    "from",
    "hide",
    "inside",
    "keys",
    "lang",
    "motion",
    "predict",
    "show",
    "slide",
    "speed",
    "step",
    "theme",
    "to",
    "twin",
  ];
  /** What a picture of the server's can show. */
  const DRAWN = ["step", "theme", "show"];
  const EVENTS = ["ready", "step", "select", "resize", "state", "error"];
  const STYLE = `
    :host { display: block; position: relative; aspect-ratio: 16 / 9; overflow: hidden }
    :host([hidden]) { display: none }
    img, iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0 }
    img { object-fit: contain }
    button {
      position: absolute; inset: 0; width: 100%; padding: 0; border: 0;
      background: none; cursor: pointer;
    }
    button::after {
      content: ""; position: absolute; right: 16px; bottom: 16px; width: 56px; height: 56px;
      border-radius: 50%; background: #1b1f24 linear-gradient(#fff, #fff) 0 0 / 0 0;
      clip-path: path(evenodd, "M28 0A28 28 0 1 1 28 56A28 28 0 1 1 28 0M22 16V40L42 28Z");
    }
    button:focus-visible { outline: 3px solid #6d3fc0; outline-offset: -3px }`;

  /**
   * What the player says; the rest of it goes by its type.
   * @typedef {{ns: string, id: unknown, type: string, [name: string]: any}} Message
   */
  /** @typedef {{[name: string]: unknown}} Fields */

  class ChainRule extends HTMLElement {
    static observedAttributes = ["src", "poster", "loading", ...PARAMETERS];

    #frame = /** @type {HTMLIFrameElement | null} */ (null);
    #ready = /** @type {Message | null} */ (null);
    /** @type {PromiseWithResolvers<Message>} */
    #known = Promise.withResolvers();
    #greeting = 0;
    #asked = 0;
    #waiting = /** @type {Map<unknown, (message: Message) => void>} */ (new Map());
    #root = this.attachShadow({ mode: "open" });
    #hear = (/** @type {MessageEvent} */ event) => {
      if (event.source === this.#frame?.contentWindow && event.data?.ns === NAMESPACE) {
        this.#heard(event.data);
      }
    };

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      if (this.getAttribute("loading") === "eager") this.load();
      else if (!this.#frame) this.#showPoster();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      clearInterval(this.#greeting);
    }

    /**
     * @param {string} name
     * @param {string | null} before
     * @param {string | null} value
     */
    attributeChangedCallback(name, before, value) {
      if (!this.isConnected || before === value) return;
      if (name === "loading" && value === "eager") return void this.load();
      if (!this.#frame) return this.#showPoster();
      if (name === "src") return this.#start();
      if (!this.#ready || value === null || !PARAMETERS.includes(name)) return;
      if (name === "step") this.#say("goto", { step: value });
      else this.#say("set", { [name]: value });
    }

    // -- what a page can do with it ---------------------------------------------------------------

    /** Make it a player. @returns {Promise<Message>} what the player says of itself */
    load() {
      if (!this.#frame) this.#start();
      return this.#known.promise;
    }

    next = () => this.#ask("next");
    previous = () => this.#ask("prev");
    play = () => this.#ask("play");
    pause = () => this.#ask("pause");
    /** @param {string | number} step */
    goTo = (step) => this.#ask("goto", { step });
    /** @param {"svg" | "png" | "json"} format @returns {Promise<Blob>} */
    export = async (format) => (await this.#ask("export", { format })).blob;

    /** The step that is shown, as an attribute has it. */
    get step() {
      return this.getAttribute("step");
    }
    set step(step) {
      this.#reflect("step", step);
    }
    get src() {
      return this.getAttribute("src");
    }
    set src(src) {
      this.#reflect("src", src);
    }
    /** The steps there are, once it is a player. */
    get steps() {
      return this.#ready?.steps ?? null;
    }

    // -- how it does it ---------------------------------------------------------------------------

    /**
     * @param {string} name
     * @param {string | null | undefined} value
     */
    #reflect(name, value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    }

    /** Those of the attributes, and what else the address has after its #. */
    #parameters() {
      const given = PARAMETERS.filter((name) => this.hasAttribute(name));
      const parameters = new URLSearchParams(
        given.map((name) => [name, this.getAttribute(name) || "1"]),
      );
      const [, hash = ""] = (this.src ?? "").split("#");
      for (const [name, value] of new URLSearchParams(hash)) {
        if (!parameters.has(name)) parameters.set(name, value);
      }
      return parameters;
    }

    #showPoster() {
      const picture = document.createElement("img");
      picture.part.add("poster");
      picture.alt = this.title || "One step of a forward and backward pass";
      const address = this.#posterAddress();
      if (address) picture.src = address;
      const start = document.createElement("button");
      start.type = "button";
      start.part.add("start");
      start.ariaLabel = "Step through it";
      start.onclick = () => this.load().then(() => this.#frame?.focus());
      this.#root.replaceChildren(picture, start);
    }

    /** A server draws the step; a file cannot. */
    #posterAddress() {
      if (this.hasAttribute("poster")) return this.getAttribute("poster");
      const address = new URL(this.src ?? "", document.baseURI);
      if (!/^\/embed\/[^/]+$/.test(address.pathname)) return null;
      address.pathname += "/poster.png";
      const drawn = [...this.#parameters()].filter(([name]) => DRAWN.includes(name));
      address.search = String(new URLSearchParams(drawn));
      address.hash = "";
      return address.href;
    }

    #start() {
      const frame = document.createElement("iframe");
      frame.part.add("frame");
      frame.title = this.title || "A forward and backward pass, step by step";
      frame.allow = "fullscreen";
      const parameters = this.#parameters();
      const [address] = (this.src ?? "").split("#");
      frame.src = String(parameters) ? `${address}#${parameters}` : address;
      this.#frame = frame;
      this.#ready = null;
      this.#root.replaceChildren(frame);
      clearInterval(this.#greeting);
      this.#greeting = setInterval(() => this.#say("hello"), PATIENCE);
    }

    /**
     * @param {string} type
     * @param {Fields} [fields]
     */
    #say(type, fields = {}) {
      const id = (this.#asked += 1);
      this.#frame?.contentWindow?.postMessage({ ns: NAMESPACE, v: 1, id, type, ...fields }, "*");
      return id;
    }

    /**
     * @param {string} type
     * @param {Fields} [fields]
     */
    async #ask(type, fields = {}) {
      await this.load();
      /** @type {Message} */
      const answer = await new Promise((resolve) =>
        this.#waiting.set(this.#say(type, fields), resolve),
      );
      if (answer.type === "error") throw new Error(answer.message);
      return answer;
    }

    /** @param {Message} message */
    #heard(message) {
      if (message.type === "ready") {
        if (this.#ready) return;
        clearInterval(this.#greeting);
        this.#ready = message;
        this.#known.resolve(message);
      }
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
      if (message.type === "key") return this.#press(message);
      if (EVENTS.includes(message.type)) {
        this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
      }
    }

    /** @param {Message} message */
    #press({ key, code, keyCode, shiftKey }) {
      const options = { key, code, shiftKey, bubbles: true, composed: true, cancelable: true };
      const event = new KeyboardEvent("keydown", options);
      Object.defineProperty(event, "keyCode", { value: keyCode });
      this.dispatchEvent(event);
    }
  }

  customElements.define("chain-rule", ChainRule);
})();
