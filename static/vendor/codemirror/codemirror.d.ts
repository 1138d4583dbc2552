// The part of CodeMirror's interface that static/js/view/editor uses, for tsc.

export type Extension = { extension: Extension } | readonly Extension[];
export interface Tag {
  set: readonly Tag[];
}
export interface TagStyle {
  tag: Tag | readonly Tag[];
  [property: string]: unknown;
}
export interface KeyBinding {
  key?: string;
  run?: (view: EditorView) => boolean;
  preventDefault?: boolean;
}
export interface Line {
  from: number;
  to: number;
  number: number;
}
export interface Text {
  lines: number;
  length: number;
  line(number: number): Line;
  toString(): string;
}
export interface Transaction {
  docChanged: boolean;
  changes: unknown;
  effects: readonly StateEffect<unknown>[];
  state: EditorState;
}
export class StateEffect<Value> {
  value: Value;
  is<Other>(type: StateEffectType<Other>): this is StateEffect<Other>;
  static define<Value>(): StateEffectType<Value>;
}
export interface StateEffectType<Value> {
  of(value: Value): StateEffect<Value>;
}
export class StateField<Value> {
  extension: Extension;
  static define<Value>(config: {
    create: (state: EditorState) => Value;
    update: (value: Value, transaction: Transaction) => Value;
    provide?: (field: StateField<Value>) => Extension;
  }): StateField<Value> & Extension;
}
export class EditorState {
  doc: Text;
  selection: { main: { head: number } };
  static create(config: { doc?: string; extensions?: Extension }): EditorState;
  static tabSize: { of(size: number): Extension };
}
export class WidgetType {
  toDOM(view: EditorView): HTMLElement;
  eq(other: WidgetType): boolean;
}
export class DecorationSet {
  map(changes: unknown): DecorationSet;
}
export class Decoration {
  static line(spec: { class?: string; attributes?: { [name: string]: string } }): Decoration;
  static widget(spec: { widget: WidgetType; block?: boolean; side?: number }): Decoration;
  static set(ranges: readonly unknown[], sort?: boolean): DecorationSet;
  static none: DecorationSet;
  range(from: number, to?: number): unknown;
}
export interface ViewUpdate {
  docChanged: boolean;
  state: EditorState;
}
export class EditorView {
  constructor(config: {
    state?: EditorState;
    parent?: Element | DocumentFragment;
    root?: Document | ShadowRoot;
  });
  state: EditorState;
  dom: HTMLElement;
  contentDOM: HTMLElement;
  hasFocus: boolean;
  dispatch(spec: {
    changes?: { from: number; to?: number; insert?: string };
    effects?: StateEffect<unknown> | readonly StateEffect<unknown>[];
    selection?: { anchor: number };
    scrollIntoView?: boolean;
  }): void;
  focus(): void;
  destroy(): void;
  static theme(spec: { [selector: string]: { [property: string]: unknown } }): Extension;
  static lineWrapping: Extension;
  static contentAttributes: { of(attributes: { [name: string]: string }): Extension };
  static updateListener: { of(listener: (update: ViewUpdate) => void): Extension };
  static decorations: { from(field: StateField<DecorationSet>): Extension };
  static scrollIntoView(at: number, options?: { y?: string }): StateEffect<unknown>;
}
export class HighlightStyle {
  static define(styles: readonly TagStyle[]): HighlightStyle;
}
export class LanguageSupport {
  constructor(language: unknown, support?: Extension);
  extension: Extension;
}

export const tags: { [name: string]: Tag } & {
  definition: (tag: Tag) => Tag;
  function: (tag: Tag) => Tag;
  special: (tag: Tag) => Tag;
};
export const pythonLanguage: unknown;
export const indentUnit: { of(unit: string): Extension };
export const keymap: { of(bindings: readonly KeyBinding[]): Extension };
export const defaultKeymap: readonly KeyBinding[];
export const historyKeymap: readonly KeyBinding[];
export const closeBracketsKeymap: readonly KeyBinding[];
export const indentWithTab: KeyBinding;
export function history(): Extension;
export function closeBrackets(): Extension;
export function bracketMatching(): Extension;
export function indentOnInput(): Extension;
export function drawSelection(): Extension;
export function highlightActiveLine(): Extension;
export function lineNumbers(): Extension;
export function syntaxHighlighting(style: HighlightStyle): Extension;
