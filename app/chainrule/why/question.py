"""The question itself: why is the gradient of this tensor None, or zero, or no number?"""

from chainrule.trace import AccumulateStep, HookStep, Trace, ZeroGradStep
from chainrule.why.absent import not_arrived, undefined, untracked, unused_output
from chainrule.why.answer import Answer, Finding, Verdict
from chainrule.why.broken import how_broken, why_broken
from chainrule.why.content import Content, number
from chainrule.why.flow import Stream, stream_of
from chainrule.why.history import Event, History
from chainrule.why.tiny import why_tiny
from chainrule.why.words import counted
from chainrule.why.zero import why_some_zero, why_zero

__all__ = ["why"]

MOST_FINDINGS = 4
CUT_SHORT = "The recording stopped at its limit of steps; what came later is not known."
SENTENCE: dict[Verdict, str] = {
    "none": "{subject} is None: {why}.",
    "zero": "{subject} is zero{count}: {why}.",
    "some_zero": "{subject} is zero in part ({how}): {why}.",
    "vanishing": "{subject} is next to nothing: {why}.",
    "nan": "{subject} is not a number ({how}): {why}.",
    "infinite": "{subject} is infinite ({how}): {why}.",
    "nonzero": "{subject} is neither None nor zero: {why}.",
    "unknown": "{subject} is not known: {why}.",
}


def why(trace: Trace, tensor: int, at: int | None = None) -> Answer:
    """Why the gradient of tensor number `tensor` is what it is after step `at` (default: the end).

    Of a leaf that is its `.grad`; of any other tensor, the gradient that passed through it last.
    """
    last = len(trace.steps) - 1
    at = last if at is None else at
    if not 0 <= tensor < len(trace.tensors):
        raise IndexError(
            f"There is no tensor {tensor}; the trace has {len(trace.tensors)}, counted from 0."
        )
    if not -1 <= at <= last:
        raise IndexError(f"There is no step {at}; the trace has {last + 1}, counted from 0.")
    return _Question(History(trace, at), tensor).answer()


class _Question:
    """One tensor, at one moment."""

    def __init__(self, history: History, index: int) -> None:
        self.history = history
        self.index = index
        self.tensor = history.trace.tensors[index]
        self.name = history.words.itself(index)

    def answer(self) -> Answer:
        if not self.tensor.requires_grad:
            return self._answer("none", untracked(self.history, self.index))
        if (made := self._made_later()) is not None:
            return self._answer("none", made)
        return self._of_leaf() if self.tensor.is_leaf else self._of_inner()

    def _made_later(self) -> Finding | None:
        node = self.tensor.node
        ran = self.history.ran_forward.get(-1 if node is None else node, [])
        if node is None or not ran or ran[0] <= self.history.at:
            return None
        sentence = f"it does not exist yet: {self.history.words.node(node)} makes it at"
        return Finding(
            reason="not_made_yet",
            sentence=f"{sentence} {self.history.words.nth(ran[0])}",
            nodes=(node,),
            steps=(ran[0],),
        )

    # A leaf: the state of its .grad

    def _of_leaf(self) -> Answer:
        events = self.history.events(self.index)
        if not events:
            return self._none(-1)
        number_, event = events[-1]
        if isinstance(event, ZeroGradStep):
            return self._cleared(number_, event)
        after = event.after
        if isinstance(event, AccumulateStep) and event.incoming is None and self.history.known:
            return self._nothing_came(event)
        content = self.history.contents.of(after)
        if content is None:
            return self._answer("unknown", self._not_recorded(after))
        return self._held(number_, event, content, events)

    def _none(self, after: int, *also: Finding) -> Answer:
        """Nothing was added to `.grad` since step `after`."""
        since = not_arrived(self.history, self.index, after)
        if since.reason == "not_asked" and (returned := self._returned()) is not None:
            since = returned
        return self._answer("none", since, also)

    def _nothing_came(self, event: AccumulateStep) -> Answer:
        ended = undefined(self.history, event.node, 0, any_rule=True)
        fallback = Finding(reason="undefined", sentence="every operation that read it sent None")
        return self._answer("none", ended or fallback)

    def _returned(self) -> Finding | None:
        """`torch.autograd.grad` gave this leaf's gradient back, and left `.grad` alone."""
        node = self.tensor.node
        ran = None if node is None else self.history.last_backward(node, self.history.at + 1)
        if ran is None or node is None:
            return None
        step, backward = ran
        content = self.history.contents.of(backward.arrived[0].sum)
        size = f" ({_size(content)})" if content else ""
        place = self.history.words.step(step)
        sentence = (
            f"torch.autograd.grad{place} returned the gradient{size} instead of adding it to .grad"
        )
        return Finding(reason="returned", sentence=sentence, nodes=(node,), steps=(step,))

    def _cleared(self, step: int, event: ZeroGradStep) -> Answer:
        place = self.history.words.step(step)
        cleared = self.history.cleared(event, self.index)
        assert cleared is not None
        node = () if self.tensor.node is None else (self.tensor.node,)
        before = self.history.contents.of(cleared.before)
        was = f"; it was {_size(before)} until then" if before else ""
        if cleared.after is not None:
            sentence = f"it was set to 0 at {self.history.words.nth(step)}{place}{was}, and"
            sentence += " nothing came since"
            found = Finding(reason="cleared_to_zero", sentence=sentence, nodes=node, steps=(step,))
            return self._answer("zero", found, content=self.history.contents.of(cleared.after))
        sentence = f"it was set to None at {self.history.words.nth(step)}{place}{was}"
        found = Finding(reason="cleared", sentence=sentence, nodes=node, steps=(step,))
        earlier = self._until(step) if before and (before.is_zero or not before.is_finite) else ()
        if self.history.roots_between(step, self.history.at):
            return self._none(step, found)
        return self._answer("none" if self.history.known else "unknown", found, earlier)

    def _until(self, step: int) -> tuple[Finding, ...]:
        """Why it was zero, or no number, before step `step` cleared it."""
        for number_, event in reversed(self.history.events(self.index)):
            if number_ < step and isinstance(event, AccumulateStep):
                stream = stream_of(number_, event)
                broken = stream is not None and self.history.contents.is_broken(stream.sum)
                find = why_broken if broken else why_zero
                return () if stream is None else tuple(find(self.history, stream)[:1])
        return ()

    def _held(
        self, step: int, event: Event, content: Content, events: list[tuple[int, Event]]
    ) -> Answer:
        if isinstance(event, HookStep):
            return self._by_hand(step, event, content, events)
        assert isinstance(event, AccumulateStep)
        stream = stream_of(step, event)
        assert stream is not None
        before = self.history.contents.of(event.before)
        came = self.history.contents.of(event.incoming)
        if not content.is_finite and came is not None and came.is_finite:
            return self._earlier(events, content)
        if content.is_zero and came is not None and not came.is_zero and before is not None:
            found = Finding(
                reason="cancelled",
                sentence=f"what came in ({_size(came)}) and what was there cancel out",
                nodes=(event.node,),
                steps=(step,),
            )
            return self._answer("zero", found, content=content)
        return self._judge(stream, content)

    def _earlier(self, events: list[tuple[int, Event]], content: Content) -> Answer:
        """The NaN was there before: look at the accumulation that brought it."""
        for number_, event in events:
            if isinstance(event, AccumulateStep):
                stream = stream_of(number_, event)
                if stream is not None and self.history.contents.is_broken(event.incoming):
                    return self._judge(stream, content)
        found = Finding(reason="overflow", sentence="what was added up is too large to hold")
        return self._answer("nan" if content.nans else "infinite", found, content=content)

    def _by_hand(
        self, step: int, event: HookStep, content: Content, events: list[tuple[int, Event]]
    ) -> Answer:
        before = self.history.contents.of(event.before)
        changed = Finding(
            reason="zeroed_by_hand" if content.is_zero else "clipped",
            sentence=f"{self.history.words.code(step) or event.hook} changed it at"
            f" {self.history.words.nth(step)}"
            + (f" from {_size(before)} to {_size(content)}" if before else ""),
            nodes=(event.node,),
            steps=(step,),
        )
        earlier = [each for each in events[:-1] if not isinstance(each[1], HookStep)]
        if before is None or not (before.is_zero or not before.is_finite) or not earlier:
            return self._answer(_verdict(content), changed, content=content)
        return self._held_before(earlier, before, changed)

    def _held_before(
        self, earlier: list[tuple[int, Event]], before: Content, changed: Finding
    ) -> Answer:
        """It was like that already, whatever the change did: the backward pass tells why."""
        step, event = earlier[-1]
        stream = stream_of(step, event) if isinstance(event, AccumulateStep) else None
        if stream is None:
            return self._answer(_verdict(before), changed, content=before)
        return self._judge(stream, before)

    # Any other tensor: the gradient that passed through it

    def _of_inner(self) -> Answer:
        node, output = self.tensor.node, self.tensor.output
        ran = None if node is None else self.history.last_backward(node, self.history.at + 1)
        if node is None or ran is None:
            return self._answer("none", not_arrived(self.history, self.index, -1))
        step, backward = ran
        stream = stream_of(step, backward, output)
        if stream is None or (stream.sum is None and self.history.known):
            ended = undefined(self.history, node, output)
            return self._answer("none", ended or unused_output(self.history, node, step))
        content = self.history.contents.of(stream.sum)
        if content is None:
            return self._answer("unknown", self._not_recorded(stream.sum))
        if _verdict(content) == "nonzero" and not self.tensor.retains_grad:
            return self._passed(stream, content)
        return self._judge(stream, content)

    def _passed(self, stream: Stream, content: Content) -> Answer:
        """The gradient is fine; only `.grad` keeps none."""
        if (tiny := why_tiny(self.history, stream)) is not None:
            return self._answer("vanishing", tiny, content=content)
        sentence = (
            f"the gradient {_size(content)} passed through at"
            f" {self.history.words.nth(stream.step)}, but {self.name}"
            f"{self._made_by()} is not a leaf, and .grad is kept of leaves only; call"
            " retain_grad() on it before backward() to keep it"
        )
        found = Finding(
            reason="not_retained", sentence=sentence, nodes=(stream.node,), steps=(stream.step,)
        )
        return self._answer("none", found)

    def _made_by(self) -> str:
        """What made it, where its name does not say so."""
        named = self.tensor.path or self.tensor.name
        if named is None or self.tensor.node is None:
            return ""
        return f", the result of {self.history.words.node(self.tensor.node)},"

    # Gradients with numbers in them

    def _judge(self, stream: Stream, content: Content) -> Answer:
        verdict = _verdict(content)
        if verdict == "zero":
            return self._several(verdict, why_zero(self.history, stream), content, stream)
        if verdict in ("nan", "infinite"):
            return self._several(verdict, why_broken(self.history, stream), content, stream)
        if (tiny := why_tiny(self.history, stream)) is not None:
            return self._answer("vanishing", tiny, content=content)
        if content.zeros and (some := why_some_zero(self.history, stream)):
            return self._several("some_zero", some, content, stream)
        found = Finding(
            reason="flows",
            sentence=f"it is {_size(content)}, and arrived at"
            f" {self.history.words.nth(stream.step)}",
            nodes=(stream.node,),
            steps=(stream.step,),
        )
        return self._answer("nonzero", found, content=content)

    def _several(
        self, verdict: Verdict, found: list[Finding], content: Content, stream: Stream
    ) -> Answer:
        if not found:
            sentence = "the document does not keep enough of the steps before to say why"
            found = [Finding(reason="not_recorded", sentence=sentence, steps=(stream.step,))]
        # What was lost nearest to where the pass began comes first.
        found.sort(key=lambda each: min(each.steps, default=0))
        return self._answer(verdict, found[0], tuple(found[1:]), content)

    def _not_recorded(self, snapshot: int | None) -> Finding:
        note = None if snapshot is None else self.history.trace.snapshots[snapshot].note
        return Finding(
            reason="not_recorded",
            sentence=f"its numbers were not recorded ({note or 'values were switched off'})",
        )

    def _answer(
        self,
        verdict: Verdict,
        found: Finding,
        also: tuple[Finding, ...] = (),
        content: Content | None = None,
    ) -> Answer:
        subject = self._subject(verdict)
        every = (found, *also)
        more = [f"Also: {each.sentence}." for each in also[:MOST_FINDINGS]]
        if self.history.cut_short:
            more.append(CUT_SHORT)
        sentence = SENTENCE[verdict].format(
            subject=capital(subject),
            why=found.sentence,
            count=_count(content),
            how=_how(verdict, content),
        )
        return Answer(
            tensor=self.index,
            at=self.history.at,
            subject=subject,
            verdict=verdict,
            reason=found.reason,
            sentence=sentence,
            more=tuple(more),
            nodes=tuple(dict.fromkeys(n for each in every for n in each.nodes)),
            edges=tuple(dict.fromkeys(e for each in every for e in each.edges)),
            steps=tuple(dict.fromkeys(s for each in every for s in each.steps)),
        )

    def _subject(self, verdict: Verdict) -> str:
        if not (self.tensor.is_leaf or self.tensor.retains_grad or verdict == "none"):
            return f"the gradient of {self.name}"
        return f"the .grad of {self.name}" if " " in self.name else f"{self.name}.grad"


def capital(subject: str) -> str:
    """A sentence's beginning; names of the program stay as they are."""
    return subject[0].upper() + subject[1:] if subject.startswith("the ") else subject


def _verdict(content: Content) -> Verdict:
    if content.nans:
        return "nan"
    if content.infs:
        return "infinite"
    return "zero" if content.is_zero else "nonzero"


def _count(content: Content | None) -> str:
    if content is None or content.count == 1:
        return ""
    seen = " that were looked at" if content.sampled else ""
    return f" (all {content.count} numbers{seen})"


def _how(verdict: Verdict, content: Content | None) -> str:
    if content is None:
        return ""
    if verdict == "some_zero":
        return counted(content.zeros, content.count, "number")
    return how_broken(content)


def _size(content: Content) -> str:
    """The one number, or the largest of them."""
    if content.count == 0:
        return "without any number"
    if content.low is None or content.high is None:
        return "no finite number"
    if content.count == 1:
        return number(content.low)
    return f"up to {number(content.biggest)}"
