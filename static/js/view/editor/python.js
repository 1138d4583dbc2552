/** CodeMirror as this page has it: Python, in our tones, with the line that failed marked. */

import {
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  Decoration,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  highlightActiveLine,
  HighlightStyle,
  history,
  historyKeymap,
  indentOnInput,
  indentUnit,
  indentWithTab,
  keymap,
  LanguageSupport,
  lineNumbers,
  pythonLanguage,
  StateEffect,
  StateField,
  syntaxHighlighting,
  tags,
  WidgetType,
} from "../../../vendor/codemirror/codemirror.js";
import { element } from "../dom.js";

/** @typedef {{line: number, title: string, message: string, hint: string}} Mark */

/**
 * An editor in `host`. It has a tree of its own: there its style sheets are adopted ones, which the
 * page's security policy has nothing against.
 * @param {HTMLElement} host
 * @param {{text: string, label: string, changed: (text: string) => void, run: () => void}} options
 */
export function pythonEditor(host, { text, label, changed, run }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  let quiet = false;
  const extensions = [
    keymap.of([{ key: "Mod-Enter", run: () => (run(), true), preventDefault: true }]),
    lineNumbers(),
    history(),
    drawSelection(),
    EditorState.tabSize.of(4),
    indentUnit.of("    "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    new LanguageSupport(pythonLanguage),
    syntaxHighlighting(TONES),
    LOOK,
    marks,
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged && !quiet) changed(state.doc.toString());
    }),
  ];
  const view = new EditorView({
    state: EditorState.create({ doc: text, extensions }),
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

const setMark =
  /** @type {import("../../../vendor/codemirror/codemirror.js").StateEffectType<Mark | null>} */ (
    StateEffect.define()
  );

/** The failing line and what is wrong with it; they move with the text. */
const marks = StateField.define({
  create: () => Decoration.none,
  update(now, { changes, effects, state }) {
    let next = now.map(changes);
    for (const effect of effects) if (effect.is(setMark)) next = marked(state, effect.value);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * @param {EditorState} state
 * @param {Mark | null} mark
 */
function marked({ doc }, mark) {
  if (mark === null || mark.line < 1 || mark.line > doc.lines) return Decoration.none;
  const { from, to } = doc.line(mark.line);
  return Decoration.set([
    Decoration.line({ class: "cm-failing" }).range(from),
    Decoration.widget({ widget: new Message(mark), block: true, side: 1 }).range(to),
  ]);
}

class Message extends WidgetType {
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

  /** @param {WidgetType} other @override */
  eq(other) {
    return other instanceof Message && other.mark === this.mark;
  }
}

const MUTED = { color: "var(--muted)" };
const TONES = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.bool, tags.null],
    fontWeight: "700",
  },
  { tag: tags.comment, ...MUTED, fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--update)" },
  { tag: tags.number, color: "var(--forward)" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    fontWeight: "600",
  },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "-3px" },
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
    margin: "0 8px 6px 8px",
    padding: "8px 12px",
    borderRadius: "0 0 8px 8px",
    backgroundColor: "var(--gradient-soft)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
    fontSize: "var(--small)",
    lineHeight: "1.5",
    whiteSpace: "pre-wrap",
    maxWidth: "68ch",
    // So that a long message does not make the lines long.
    contain: "inline-size",
    overflowWrap: "anywhere",
  },
  ".cm-message p": { margin: "0" },
  ".cm-message p + p": { marginTop: "4px" },
});
