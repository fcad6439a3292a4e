//! Several containers' lines, in one order.

use super::line::Line;
use super::position::Mark;
use super::reader::Piece;
use model::{NoteKind, Text};
use std::collections::VecDeque;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// How many bytes of lines are given at once, about.
const MOST: usize = 64 * 1024;

/// What one container's reader told and was not given yet.
#[derive(Debug)]
pub(super) struct Inlet {
    pieces: mpsc::Receiver<Piece>,
    head: Head,
    /// Whether it may still have lines older than the others' newest: it is waited for.
    is_catching_up: bool,
    pub(super) mark: Mark,
}

/// What is next of a container.
#[derive(Debug)]
enum Head {
    Nothing,
    /// Never empty.
    Lines(VecDeque<Line>),
    Note(NoteKind, Text),
    /// Its reader ended.
    Done,
}

/// What comes next of all containers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Lines with the number of their container.
    Lines(Vec<(usize, Line)>),
    /// A note of this container.
    Note(usize, NoteKind, Text),
    /// All readers ended.
    Done,
}

// === impl Inlet ===

impl Inlet {
    pub(super) fn new(pieces: mpsc::Receiver<Piece>, mark: Mark) -> Self {
        Self {
            pieces,
            head: Head::Nothing,
            is_catching_up: true,
            mark,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.head, Head::Done)
    }

    fn fill(&mut self, context: &mut Context<'_>) {
        while let Head::Nothing = self.head {
            self.head = match self.pieces.poll_recv(context) {
                Poll::Pending => return,
                Poll::Ready(None) => Head::Done,
                Poll::Ready(Some(Piece::Lines(lines))) if lines.is_empty() => continue,
                Poll::Ready(Some(Piece::Lines(lines))) => Head::Lines(lines.into()),
                Poll::Ready(Some(Piece::Note(kind, text))) => Head::Note(kind, text),
                Poll::Ready(Some(Piece::CaughtUp)) => {
                    self.is_catching_up = false;
                    continue;
                }
            };
        }
    }

    /// When its next line was written.
    fn first(&self) -> Option<&str> {
        match &self.head {
            // A line without a time belongs to the one before.
            Head::Lines(lines) => lines.front().map(|line| match line.at.as_str() {
                "" => self.mark.at.as_str(),
                at => at,
            }),
            _ => None,
        }
    }

    fn take(&mut self) -> Option<Line> {
        let Head::Lines(lines) = &mut self.head else {
            return None;
        };
        let line = lines.pop_front()?;
        if lines.is_empty() {
            self.head = Head::Nothing;
        }
        self.mark.pass(&line.at);
        Some(line)
    }
}

/// What comes next. Notes come before lines, but after the lines of their own container.
pub(super) fn poll_next(inlets: &mut [Inlet], context: &mut Context<'_>) -> Poll<Next> {
    let (mut taken, mut bytes) = (Vec::new(), 0);
    loop {
        for inlet in inlets.iter_mut() {
            inlet.fill(context);
        }
        let is_note = |inlet: &Inlet| matches!(inlet.head, Head::Note(..));
        if let Some(number) = inlets.iter().position(is_note) {
            if !taken.is_empty() {
                return Poll::Ready(Next::Lines(taken));
            }
            let inlet = &mut inlets[number];
            if let Head::Note(kind, text) = std::mem::replace(&mut inlet.head, Head::Nothing) {
                return Poll::Ready(Next::Note(number, kind, text));
            }
        }
        let awaits = |inlet: &Inlet| inlet.is_catching_up && matches!(inlet.head, Head::Nothing);
        let times = inlets.iter().enumerate();
        let oldest = times
            .filter_map(|(number, inlet)| Some((inlet.first()?, number)))
            .min();
        let number = match oldest {
            Some((_, number)) if bytes < MOST && !inlets.iter().any(awaits) => number,
            _ if !taken.is_empty() => return Poll::Ready(Next::Lines(taken)),
            _ if inlets.iter().all(Inlet::is_done) => return Poll::Ready(Next::Done),
            _ => return Poll::Pending,
        };
        if let Some(line) = inlets[number].take() {
            bytes += line.size();
            taken.push((number, line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::task::Waker;

    fn line(at: u32, text: String) -> Line {
        let at = format!("2026-01-01T00:00:00.{at:09}Z");
        Line { at, text }
    }

    fn drain(inlets: &mut [Inlet]) -> Vec<Next> {
        let mut context = Context::from_waker(Waker::noop());
        let mut all = Vec::new();
        while let Poll::Ready(next) = poll_next(inlets, &mut context) {
            if next == Next::Done {
                break;
            }
            all.push(next);
        }
        all
    }

    fn lines(of: &[Next]) -> Vec<(usize, Line)> {
        let each = of.iter().filter_map(|next| match next {
            Next::Lines(lines) => Some(lines.clone()),
            _ => None,
        });
        each.flatten().collect()
    }

    #[test]
    fn who_catches_up_is_waited_for_and_who_has_is_not() {
        let (one, inbox) = mpsc::channel(8);
        let (other, other_inbox) = mpsc::channel(8);
        let mut inlets = [
            Inlet::new(inbox, Mark::default()),
            Inlet::new(other_inbox, Mark::default()),
        ];
        one.try_send(Piece::Lines(vec![line(5, "b".into())]))
            .unwrap();
        assert_eq!(drain(&mut inlets), []);
        other
            .try_send(Piece::Lines(vec![line(3, "a".into())]))
            .unwrap();
        let texts = |next: Vec<Next>| -> Vec<String> {
            lines(&next)
                .into_iter()
                .map(|(_, line)| line.text)
                .collect()
        };
        assert_eq!(texts(drain(&mut inlets)), ["a"]);
        other.try_send(Piece::CaughtUp).unwrap();
        assert_eq!(texts(drain(&mut inlets)), ["b"]);
        one.try_send(Piece::CaughtUp).unwrap();
        one.try_send(Piece::Lines(vec![line(9, "c".into())]))
            .unwrap();
        assert_eq!(texts(drain(&mut inlets)), ["c"]);
        one.try_send(Piece::Lines(vec![line(10, "d".into())]))
            .unwrap();
        one.try_send(Piece::Note(NoteKind::Ended, "over".into()))
            .unwrap();
        let next = drain(&mut inlets);
        assert_eq!(next.len(), 2, "{next:?}");
        assert_eq!(next[1], Next::Note(0, NoteKind::Ended, "over".into()));
        drop((one, other));
        assert_eq!(drain(&mut inlets), []);
        assert!(inlets.iter().all(Inlet::is_done));
    }

    proptest! {
        /// Containers with lines at these times, in batches of this many.
        #[test]
        fn what_is_there_is_sorted_and_complete(
            all in prop::collection::vec(prop::collection::vec(0u32..50, 0..60), 1..6),
            batch in 1usize..9,
        ) {
            let mut inlets = Vec::new();
            let mut expected = 0;
            for mut times in all {
                times.sort_unstable();
                expected += times.len();
                let (out, inbox) = mpsc::channel(64);
                let each = times.iter().enumerate();
                let lines: Vec<Line> = each.map(|(n, at)| line(*at, n.to_string())).collect();
                for some in lines.chunks(batch) {
                    out.try_send(Piece::Lines(some.to_vec())).unwrap();
                }
                inlets.push(Inlet::new(inbox, Mark::default()));
            }
            let found = lines(&drain(&mut inlets));
            prop_assert_eq!(found.len(), expected);
            prop_assert!(found.is_sorted_by_key(|(_, line)| line.at.clone()));
            for number in 0..inlets.len() {
                let own = found.iter().filter(|(source, _)| *source == number);
                let texts: Vec<usize> = own.map(|(_, line)| line.text.parse().unwrap()).collect();
                prop_assert!(texts.iter().copied().eq(0..texts.len()));
            }
        }
    }
}
