/**
 * A reveal.js plugin: the deck's own keys walk an embedded chainrule player.
 *
 *     <iframe data-chainrule-steps="5" src="http://127.0.0.1:8000/embed/linear-regression"></iframe>
 *     <script src="chainrule.js"></script>
 *     <script>Reveal.initialize({ plugins: [RevealChainrule] })</script>
 *
 * `data-chainrule-steps` is a number of fragments, each a step onwards from where the frame begins,
 * or a list of steps such as "forward-3, backward-1". In print, each step is a page with a picture.
 * A plain script, so that it loads from `file:` too.
 */

"use strict";

var RevealChainrule = (() => {
  const NAMESPACE = "chainrule";
  const PATIENCE = 250;
  /** How long printing waits for a frame, in milliseconds. */
  const LONGEST = 20000;

  /**
   * What is used of a deck; older ones call the print view otherwise.
   * @typedef {object} Deck
   * @property {() => HTMLElement} getRevealElement
   * @property {() => boolean} [isPrintView]
   * @property {() => boolean} isPrintingPDF
   * @property {(event: string, act: () => void) => void} on
   * @property {() => Element | null} getCurrentSlide
   * @property {(index: number) => void} navigateFragment
   * @property {() => {width: number | string, height: number | string}} getConfig
   */
  /** @typedef {{index: number, step: string | null}} Place */
  /** @typedef {{index: number, step: string | null, id: unknown, type: string, [name: string]: any}} Message */
  /** @typedef {{[name: string]: unknown}} Fields */

  /** @param {Deck} deck */
  function init(deck) {
    /** @type {NodeListOf<HTMLIFrameElement>} */
    const found = deck.getRevealElement().querySelectorAll("iframe[data-chainrule-steps]");
    const players = [...found].map((frame) => new Player(frame));
    addEventListener("message", (event) => {
      const player = players.find(({ frame }) => frame.contentWindow === event.source);
      if (player && event.data?.ns === NAMESPACE) player.hear(event.data);
    });
    const printed = (deck.isPrintView ?? deck.isPrintingPDF).call(deck);
    if (printed) return Promise.all(players.map((player) => player.print(deck)));
    for (const player of players) player.drive(deck);
  }

  /** One frame: what is known of it, and what it is to show. */
  class Player {
    /** @param {HTMLIFrameElement} frame */
    constructor(frame) {
      this.frame = frame;
      /** @type {Place[]} its stops, from where it began onwards */
      this.stops = [];
      const asked = frame.dataset.chainruleSteps ?? "";
      /** @type {string[] | null} the steps that the attribute names; else it gives a number */
      this.named = /^\s*\d*\s*$/.test(asked) ? null : asked.split(",").map((each) => each.trim());
      this.count = this.named ? this.named.length : Number(asked);
      /** @type {number | string | null} where it stands, as far as is known */
      this.at = null;
      this.ready = false;
      /** @type {Map<unknown, (message: Message) => void>} who waits for which answer */
      this.waiting = new Map();
      this.asked = 0;
      this.follow = (/** @type {Message} */ _) => {};
      frame.addEventListener("load", () => this.greet());
      this.greet();
    }

    /** Say hello until the frame answers; one that was loaded anew starts anew. */
    greet() {
      this.ready = false;
      this.at = null;
      clearInterval(this.greeting);
      this.greeting = setInterval(() => this.say("hello"), PATIENCE);
      this.say("hello");
    }

    /**
     * @param {string} type
     * @param {Fields} [fields]
     */
    say(type, fields = {}) {
      const id = (this.asked += 1);
      this.frame.contentWindow?.postMessage({ ns: NAMESPACE, v: 1, id, type, ...fields }, "*");
      return id;
    }

    /**
     * The answer to a message.
     * @param {string} type
     * @param {Fields} fields
     * @returns {Promise<Message>}
     */
    ask(type, fields) {
      return new Promise((resolve) => this.waiting.set(this.say(type, fields), resolve));
    }

    /** @param {Message} message */
    hear(message) {
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
      if (message.type === "ready" && !this.ready) this.begin(message);
      if (this.ready) this.follow(message);
    }

    /** @param {Message} ready */
    begin({ steps, index }) {
      clearInterval(this.greeting);
      // What was shown before a reload does not count as the beginning.
      if (this.stops.length === 0)
        this.stops = steps.filter((/** @type {Place} */ stop) => stop.index >= index);
      this.ready = true;
      this.at = index;
      this.say("set", { keys: "parent" });
    }

    /**
     * What to show when so many of the fragments are seen: the attribute's, or a step each.
     * @param {number} seen
     */
    target(seen) {
      if (this.named && seen > 0) return this.named[seen - 1];
      return this.stops[this.named ? 0 : Math.min(seen, this.stops.length - 1)].index;
    }

    /**
     * How many fragments a place that the reader went to is worth.
     * @param {Place} place
     */
    worth(place) {
      const index = this.stops.findLastIndex((stop) => stop.index <= place.index);
      if (!this.named) return Math.min(Math.max(index, 0), this.count);
      return this.named.findLastIndex((name) => name === place.step) + 1 || null;
    }

    // -- in a presentation --------------------------------------------------------------------

    /** @param {Deck} deck */
    drive(deck) {
      const fragments = this.fragments();
      const seen = () => fragments.filter((each) => each.classList.contains("visible")).length;
      const show = () => {
        if (!this.ready) return;
        const target = this.target(seen());
        if (target === this.at) return;
        this.at = target;
        this.say("goto", { step: target, smooth: true });
      };
      for (const event of ["ready", "slidechanged", "fragmentshown", "fragmenthidden"]) {
        deck.on(event, show);
      }
      this.follow = (/** @type {Message} */ message) => {
        if (message.type === "ready") show();
        if (message.type === "key") press(message);
        if (message.type === "step" && message.id === null) this.bring(deck, fragments, message);
      };
    }

    /**
     * The reader moved the player: the fragments follow it.
     * @param {Deck} deck
     * @param {HTMLElement[]} fragments
     * @param {Place} place
     */
    bring(deck, fragments, place) {
      const worth = this.worth(place);
      if (place.index === this.at || place.step === this.at || worth === null) return;
      this.at = this.target(worth);
      if (!deck.getCurrentSlide()?.contains(this.frame) || fragments.length === 0) return;
      const last = fragments[Math.max(worth - 1, 0)].dataset.fragmentIndex;
      deck.navigateFragment(Number(last) - (worth === 0 ? 1 : 0));
    }

    /** Fragments that nobody sees, after the frame. */
    fragments() {
      const first = this.frame.dataset.fragmentIndex;
      const made = Array.from({ length: this.count }, (_, place) => {
        const fragment = document.createElement("span");
        fragment.className = "fragment";
        fragment.style.display = "none";
        if (first !== undefined) fragment.dataset.fragmentIndex = String(Number(first) + place);
        return fragment;
      });
      this.frame.after(...made);
      return made;
    }

    // -- on paper -----------------------------------------------------------------------------

    /**
     * Swap the frame for pictures, one above the other, all but the first of them fragments. They
     * are taken from a copy that stands beside the deck: on a slide that is hidden, none has a size.
     * @param {Deck} deck
     */
    async print(deck) {
      const { frame } = this;
      const size = sized(frame, deck.getConfig());
      const stack = document.createElement("div");
      stack.className = frame.className;
      stack.style.cssText = `${size}; position: relative; display: block; margin: 0 auto`;
      frame.replaceWith(stack);
      frame.removeAttribute("loading");
      if (!frame.hasAttribute("src")) frame.src = frame.dataset.src ?? "";
      frame.style.cssText = `${size}; position: fixed; top: 0; left: -9999px; max-width: none; max-height: none`;
      document.body.append(frame);
      if (await Promise.race([this.known(), after(LONGEST)])) {
        for (let seen = 0; seen <= this.count; seen += 1) stack.append(await this.picture(seen));
      } else {
        stack.textContent = `${frame.src} did not answer, so its steps cannot be printed.`;
      }
      frame.remove();
    }

    async known() {
      while (!this.ready) await after(20);
      return true;
    }

    /** @param {number} seen how many fragments */
    async picture(seen) {
      const picture = new Image();
      const answer = await this.ask("export", { format: "svg", step: this.target(seen) });
      if (answer.type === "error") throw new Error(answer.message);
      picture.src = URL.createObjectURL(answer.blob);
      picture.alt = answer.caption;
      picture.className = seen > 0 ? "fragment" : "";
      picture.style.cssText =
        "position: absolute; inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; background: #fff";
      await picture.decode();
      return picture;
    }
  }

  /**
   * The size that a frame is given by its style or its attributes, else the slide's.
   * @param {HTMLIFrameElement} frame
   * @param {ReturnType<Deck["getConfig"]>} slide
   */
  function sized(frame, slide) {
    const sides = /** @type {const} */ (["width", "height"]).map((side) => {
      const given = frame.style[side] || frame.getAttribute(side) || String(slide[side]);
      return `${side}: ${/^[\d.]+$/.test(given) ? `${given}px` : given}`;
    });
    return sides.join("; ");
  }

  /**
   * The key that a frame did not use, as if the deck had been in focus.
   * @param {Message} message
   */
  function press({ key, code, keyCode, shiftKey }) {
    const event = new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true });
    // reveal.js goes by the number, which the constructor may leave out.
    Object.defineProperty(event, "keyCode", { value: keyCode });
    document.dispatchEvent(event);
  }

  /** @param {number} milliseconds */
  function after(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  return { id: "chainrule", init };
})();
