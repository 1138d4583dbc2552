// Generated from the Python model by tools/declarations.py. Do not edit.

/** A leaf's `.grad` before, the gradient that came in, and `.grad` after. */
export interface AccumulateStep {
  id: string;
  node: number;
  tensor: number;
  terms: Term[];
  before: number | null;
  incoming: number | null;
  after: number | null;
  file: string | null;
  line: number | null;
  kind: "accumulate";
}

/** The gradient that arrived at an output: its terms, and their sum (None: undefined). */
export interface Arrival {
  output: number;
  terms: Term[];
  sum: number | null;
}

/** A gradient function ran: what arrived, what left, and its local derivative.

    `local_note` says why there is no local derivative. `forward` is the step that made the node. */
export interface BackwardStep {
  id: string;
  node: number;
  arrived: Arrival[];
  left: Departure[];
  local: Local[];
  local_note: string | null;
  retained: number | null;
  forward: number | null;
  file: string | null;
  line: number | null;
  kind: "backward";
}

/** The outline of one call of a module. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  type: string;
  depth: number;
}

/** One call of a module, inside the call `parent`. */
export interface Call {
  module: number;
  parent: number | null;
}

/** One operation or tensor; `x` and `y` are its top left corner. */
export interface Card {
  x: number;
  y: number;
  width: number;
  height: number;
  kind: "operation" | "parameter" | "data" | "value";
  title: string;
  subtitle: string;
  symbol: string | null;
  value: Grid;
  gradient: boolean;
  beside: boolean;
}

/** A `.grad` before and after; None after means that it is None now. */
export interface Cleared {
  tensor: number;
  before: number | null;
  after: number | null;
}

/** The gradient that left by an input slot, along an edge (None: nobody asked for it). */
export interface Departure {
  input: number;
  edge: number | null;
  snapshot: number | null;
}

/** A tensor that goes from an output of `source` to an input of `target`.

    `differentiable` edges are those of `next_functions`, and `target_input` is the slot there;
    along the others no gradient comes back. `argument` names the parameter it was passed as. */
export interface Edge {
  source: number;
  source_output: number;
  target: number;
  target_input: number;
  tensor: number | null;
  differentiable: boolean;
  argument: string | null;
}

/** The program stopped here; the document's `error` says why.

    `inputs` is what the failing operation had been given. */
export interface ErrorStep {
  id: string;
  node: number | null;
  inputs: Input[];
  file: string | null;
  line: number | null;
  kind: "error";
}

/** Why the program stopped: in which phase, step, node and line, and what to do. */
export interface Failure {
  type: string;
  message: string;
  phase: "forward" | "backward" | "update" | null;
  step: number | null;
  node: number | null;
  file: string | null;
  line: number | null;
  operation: string | null;
  shapes: number[][];
  hint: string | null;
}

/** An operation ran: `outputs` holds a snapshot per output of the node. */
export interface ForwardStep {
  id: string;
  node: number;
  inputs: Input[];
  outputs: (number | null)[];
  file: string | null;
  line: number | null;
  kind: "forward";
}

/** The steps `first_step` to `last_step` in a picture, and what it shows then.

    `nodes` and `tensors` are the trace's, one for each card, `edges` one for each route, `calls`
    one for each box. A node has several cards where it is drawn beside each of its consumers. */
export interface Frame {
  picture: number;
  first_step: number;
  last_step: number;
  nodes: number[];
  tensors: (number | null)[];
  edges: number[];
  calls: number[];
}

/** The room for a tensor's elements; the gradient's grid is as large. */
export interface Grid {
  form: "number" | "numbers" | "heatmap";
  rows: number;
  columns: number;
  cell_width: number;
  cell_height: number;
}

/** A hook changed the gradient that arrived at an output of a node. */
export interface HookStep {
  id: string;
  node: number;
  output: number;
  before: number | null;
  after: number | null;
  hook: string | null;
  file: string | null;
  line: number | null;
  kind: "hook";
}

/** What a forward operation read along an edge. */
export interface Input {
  edge: number;
  snapshot: number | null;
}

/** Every picture that a trace needs; `folded` are the nodes that no picture draws. */
export interface Layout {
  format: string;
  version: number;
  direction: "lr" | "tb";
  medium: "page" | "slide";
  style: Style;
  folded: number[];
  pictures: Picture[];
  frames: Frame[];
}

/** ∂output/∂input as a snapshot of shape output.shape + input.shape.

    `difference` is the largest one from central finite differences of the operation itself, divided
    by the largest entry (or by 1); None where that was not measured. */
export interface Local {
  output: number;
  input: number;
  snapshot: number;
  difference: number | "nan" | "inf" | "-inf" | null;
}

/** Where and how the run was recorded. `elapsed` is in seconds. */
export interface Meta {
  title: string;
  created: string;
  torch: string;
  python: string;
  device: string;
  seed: number | null;
  options: Options;
  elapsed: number | "nan" | "inf" | "-inf";
  method: string;
  notes: string[];
}

/** An `nn.Module` that was called; `path` is its qualified name, "" for the root.

    `name` is the program's variable for a root. */
export interface Module {
  path: string;
  type: string;
  parent: number | null;
  calls: number[];
  name: string | null;
}

export interface NamedSnapshot {
  name: string;
  snapshot: number;
}

/** One operation with its gradient function, or a leaf.

    `op` is the operation that autograd recorded ("addmm"), `function` the one that the
    program called ("torch.nn.functional.linear"), `expression` the program's own words for it.
    `slots` counts the gradient function's inputs (`next_functions`); `outputs` holds a tensor
    per output, None where no tensor was seen. `call` is the module call it ran in. */
export interface Node {
  kind: "operation" | "leaf";
  op: string;
  function: string | null;
  expression: string | null;
  grad_fn: string | null;
  slots: number;
  outputs: (number | null)[];
  call: number | null;
  file: string | null;
  line: number | null;
  phase: "forward" | "backward" | "update";
  in_place: boolean;
  saved: Saved[];
  note: string | null;
}

export interface Optimizer {
  type: string;
  settings: Setting[];
}

/** What a recording keeps; every bound is a count of elements or of items.

    `small` and `full` bound a snapshot with values under those policies, `exact` one whose
    statistics are of all elements, `local` a local derivative, `local_nodes` the nodes that are
    asked for one, and `checks` the evaluations that finite differences may take. */
export interface Options {
  values: "structure" | "statistics" | "small" | "full";
  small: number;
  full: number;
  exact: number;
  local: number;
  local_nodes: number;
  checks: number;
  max_steps: number;
}

/** The steps `first` to `last` (both included), all of one phase. */
export interface Pass {
  phase: "forward" | "backward" | "update";
  first: number;
  last: number;
  roots: Root[];
}

export type Phase = "forward" | "backward" | "update";

export interface Picture {
  width: number;
  height: number;
  cards: Card[];
  boxes: Box[];
  routes: Route[];
}

/** Evenly spaced elements of the last two dimensions: `rows` × `columns`, row by row. */
export interface Preview {
  rows: number;
  columns: number;
  values: Scalar[];
}

export interface PrintStep {
  id: string;
  text: string;
  file: string | null;
  line: number | null;
  kind: "print";
}

export interface Program {
  files: SourceFile[];
  entry: string;
}

export type Role = "parameter" | "buffer" | "data" | "constant" | "intermediate";

/** Where a backward pass began, and the gradient it began with. */
export interface Root {
  node: number;
  output: number;
  gradient: number | null;
}

/** A chain of cubic Béziers from card to card: a point, then control, control, point, …

    `backward` runs from `target` to `source`; it is None where no gradient comes back. */
export interface Route {
  source: number;
  target: number;
  forward: ((number)[])[];
  backward: ((number)[])[] | null;
}

/** A tensor that a gradient function keeps from the forward pass. */
export interface Saved {
  name: string;
  tensor: number | null;
  shape: number[];
  dtype: string;
}

export type Scalar = number | boolean | string | (number | string)[];

/** One setting of an optimiser: a number, a truth value, text or None as the optimiser has it.

    Any other value, such as Adam's pair of betas, is the text that Python prints for it. In JSON a
    number that is not finite is the string of its name, so the text "inf" is that number too. */
export interface Setting {
  name: string;
  value: number | "nan" | "inf" | "-inf" | number | boolean | string | null;
}

/** What a tensor, a gradient or an optimiser's state held at one moment.

    `values` holds every element row by row, or is None; then `note` says why. */
export interface Snapshot {
  of: "value" | "grad" | "state" | "local";
  tensor: number | null;
  shape: number[];
  dtype: string;
  values: Scalar[] | null;
  statistics: Statistics | null;
  preview: Preview | null;
  note: string | null;
}

export interface SourceFile {
  name: string;
  text: string;
}

/** Of the finite elements, except `count`, `nans` and `infs`.

    `sampled` is the number of elements looked at, where that is not all of them: then only `count`
    is of the whole tensor, `norm` is an estimate for it, and everything else is of the sample,
    the numbers of zeros, NaNs and infinities too. */
export interface Statistics {
  count: number;
  min: number | "nan" | "inf" | "-inf" | null;
  max: number | "nan" | "inf" | "-inf" | null;
  mean: number | "nan" | "inf" | "-inf" | null;
  std: number | "nan" | "inf" | "-inf" | null;
  norm: number | "nan" | "inf" | "-inf" | null;
  zeros: number;
  nans: number;
  infs: number;
  sampled: number | null;
  histogram: number[] | null;
}

export type Step = ForwardStep | BackwardStep | AccumulateStep | UpdateStep | ZeroGradStep | HookStep | PrintStep | ErrorStep;

/** The sizes of type and the distances for which the cards are measured.

    From the top of a card: `padding_y`, a title line (title, semibold, and after `symbol_gap` the
    symbol), the value's grid, `gap`, the gradient's grid or, on a card without one, a line of
    `value_line` for the words "no grad", a subtitle line (in the mono face on operations), and
    `padding_y`. On a slide there is no subtitle. Everything is centred; on a card with a gradient,
    `gutter` is free on the left of the grids for the sign ∂, and of a single number with its sign.
    The grids of a card that has them `beside` each other are a gutter apart. A track's lanes are
    `lane` away from its middle. */
export interface Style {
  title_size: number;
  title_line: number;
  symbol_size: number;
  symbol_gap: number;
  value_size: number;
  value_line: number;
  subtitle_size: number;
  subtitle_line: number;
  label_size: number;
  padding_x: number;
  padding_y: number;
  gap: number;
  gutter: number;
  lane: number;
}

/** A tensor that the program can see, made as output `output` of node `node`. */
export interface Tensor {
  name: string | null;
  path: string | null;
  role: "parameter" | "buffer" | "data" | "constant" | "intermediate";
  shape: number[];
  dtype: string;
  device: string;
  requires_grad: boolean;
  is_leaf: boolean;
  grad_fn: string | null;
  node: number | null;
  output: number;
  retains_grad: boolean;
  why_no_grad: string | null;
}

/** One consumer's share of a gradient; no edge means that the backward pass began here. */
export interface Term {
  edge: number | null;
  snapshot: number | null;
}

/** What a run did. `id` is the hash of everything but `meta.created` and `meta.elapsed`. */
export interface Trace {
  format: "chainrule.trace";
  version: 1;
  id: string;
  meta: Meta;
  program: Program;
  output: string;
  modules: Module[];
  calls: Call[];
  tensors: Tensor[];
  snapshots: Snapshot[];
  nodes: Node[];
  edges: Edge[];
  steps: (ForwardStep | BackwardStep | AccumulateStep | UpdateStep | ZeroGradStep | HookStep | PrintStep | ErrorStep)[];
  passes: Pass[];
  error: Failure | null;
}

/** A parameter's update; no optimiser means that the program wrote it by hand.

    `rule` is what the optimiser does with these settings, LaTeX line by line; of an update by hand,
    the program's own words. */
export interface UpdateStep {
  id: string;
  tensor: number;
  node: number | null;
  optimizer: Optimizer | null;
  before: number | null;
  grad: number | null;
  state_before: NamedSnapshot[];
  state_after: NamedSnapshot[];
  after: number | null;
  rule: string | null;
  file: string | null;
  line: number | null;
  kind: "update";
}

export interface ZeroGradStep {
  id: string;
  cleared: Cleared[];
  file: string | null;
  line: number | null;
  kind: "zero_grad";
}
