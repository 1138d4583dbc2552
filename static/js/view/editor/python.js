/** CodeMirror as this page has it: Python, in our tones, with the line that failed marked. */

import { element } from "../dom.js";

/** @typedef {typeof import("../../../vendor/codemirror/codemirror.js")} CodeMirror */
/** @typedef {{line: number, title: string, message: string, hint: string}} Mark */

/**
 * An editor in `host`. It has a tree of its own: there its style sheets are adopted ones, which the
 * page's security policy has nothing against.
 * @param {CodeMirror} code
 * @param {HTMLElement} host
 * @param {{text: string, label: string, changed: (text: string) => void, run: () => void}} options
 */
export function pythonEditor(code, host, options) {
  const { EditorState, EditorView } = code;
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  let quiet = false;
  const changed = (/** @type {string} */ text) => {
    if (!quiet) options.changed(text);
  };
  const { setMark, field } = markField(code);
  const extensions = [...behaviour(code, { ...options, changed }), ...look(code), field];
  const view = new EditorView({
    state: EditorState.create({ doc: options.text, extensions }),
    parent: root,
    root,
  });
  return {
    focus: () => view.focus(),
    /** @param {string} other */
    set(other) {
      const now = view.state.doc;
      if (now.toString() === other) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: now.length, insert: other } });
      quiet = false;
    },
    /** @param {Mark | null} mark */
    mark(mark) {
      view.dispatch({ effects: setMark.of(mark) });
      if (mark === null || mark.line > view.state.doc.lines) return;
      const at = view.state.doc.line(mark.line).from;
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "center" }) });
    },
  };
}

/**
 * @param {CodeMirror} code
 * @param {{label: string, changed: (text: string) => void, run: () => void}} options
 */
function behaviour(code, { label, changed, run }) {
  const { EditorState, EditorView, keymap } = code;
  return [
    keymap.of([{ key: "Mod-Enter", run: () => (run(), true), preventDefault: true }]),
    code.lineNumbers(),
    code.history(),
    code.drawSelection(),
    EditorState.tabSize.of(4),
    code.indentUnit.of("    "),
    code.indentOnInput(),
    code.bracketMatching(),
    code.closeBrackets(),
    code.highlightActiveLine(),
    keymap.of([
      ...code.closeBracketsKeymap,
      ...code.defaultKeymap,
      ...code.historyKeymap,
      code.indentWithTab,
    ]),
    new code.LanguageSupport(code.pythonLanguage),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) changed(state.doc.toString());
    }),
  ];
}

/**
 * The failing line and what is wrong with it; they move with the text.
 * @param {CodeMirror} code
 */
function markField(code) {
  const { Decoration, EditorView, StateEffect, StateField } = code;
  const setMark =
    /** @type {import("../../../vendor/codemirror/codemirror.js").StateEffectType<Mark | null>} */ (
      StateEffect.define()
    );
  const Message = messageWidget(code);
  const marked = (
    /** @type {{doc: import("../../../vendor/codemirror/codemirror.js").Text}} */ { doc },
    /** @type {Mark | null} */ mark,
  ) => {
    if (mark === null || mark.line < 1 || mark.line > doc.lines) return Decoration.none;
    const { from, to } = doc.line(mark.line);
    return Decoration.set([
      Decoration.line({ class: "cm-failing" }).range(from),
      Decoration.widget({ widget: new Message(mark), block: true, side: 1 }).range(to),
    ]);
  };
  const field = StateField.define({
    create: () => Decoration.none,
    update(now, { changes, effects, state }) {
      let next = now.map(changes);
      for (const effect of effects) if (effect.is(setMark)) next = marked(state, effect.value);
      return next;
    },
    provide: (own) => EditorView.decorations.from(own),
  });
  return { setMark, field };
}

/** @param {CodeMirror} code */
function messageWidget({ WidgetType }) {
  return class Message extends WidgetType {
    /** @param {Mark} mark */
    constructor(mark) {
      super();
      this.mark = mark;
    }

    /** @override */
    toDOM() {
      const { title, message, hint } = this.mark;
      return element(
        "div",
        { class: "cm-message" },
        element("p", {}, element("b", {}, title), message && `: ${message}`),
        hint && element("p", {}, hint),
      );
    }

    /** @param {import("../../../vendor/codemirror/codemirror.js").WidgetType} other @override */
    eq(other) {
      return other instanceof Message && other.mark === this.mark;
    }
  };
}

/**
 * The tones of the listing, in its colours.
 * @param {CodeMirror} code
 */
function look({ EditorView, HighlightStyle, syntaxHighlighting, tags }) {
  const named = [
    tags.function(tags.definition(tags.variableName)),
    tags.definition(tags.className),
  ];
  const words = [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.bool, tags.null];
  const tones = HighlightStyle.define([
    { tag: words, fontWeight: "700" },
    { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--update)" },
    { tag: tags.number, color: "var(--forward)" },
    { tag: named, fontWeight: "600" },
  ]);
  return [syntaxHighlighting(tones), EditorView.theme(SHEET)];
}

const SHEET = {
  "&": {
    height: "100%",
    containerType: "inline-size",
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
  },
  "&.cm-focused": { outline: "none" }, // the page draws it round the whole
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontSize: "var(--code-size, var(--small))",
    lineHeight: "1.7",
  },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--wash)", color: "var(--muted)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ink) 5%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--focus) 28%, transparent) !important",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--focus) 24%, transparent)",
  },
  ".cm-failing": {
    backgroundColor: "var(--cell-broken)",
    boxShadow: "inset 4px 0 0 var(--gradient-line)",
  },
  ".cm-message": {
    margin: "0 8px",
    padding: "8px 12px",
    // In the place of a margin, which the editor does not measure: its line numbers would be off.
    borderBottom: "6px solid transparent",
    backgroundClip: "padding-box",
    borderRadius: "0 0 8px 8px",
    backgroundColor: "var(--gradient-soft)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
    fontSize: "var(--small)",
    lineHeight: "1.5",
    whiteSpace: "pre-wrap",
    // As wide as the window, however long a line is, and there wherever that is scrolled to.
    position: "sticky",
    left: "40px",
    boxSizing: "border-box",
    maxWidth: "min(68ch, 100cqi - 64px)",
    // So that a long message does not make the lines long.
    contain: "inline-size",
    overflowWrap: "anywhere",
  },
  ".cm-message p": { margin: "0" },
  ".cm-message p + p": { marginTop: "4px" },
};
