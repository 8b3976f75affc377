//! The machine's stack, its marks and its memo.

use std::collections::HashMap;

use super::value::{Heap, Ref};
use crate::formats::FormatError;
use crate::formats::error::check_limit;

/// Most values on the stack.
const MAX_STACK: u64 = 1_000_000;
/// Most values that are remembered.
const MAX_MEMO: u64 = 4_000_000;
/// What one remembered value is reckoned at.
const MEMO_COST: u64 = 32;

/// What is being put together.
#[derive(Default)]
pub(super) struct Stack {
    items: Vec<Ref>,
    /// Heights of the stack at the open marks.
    marks: Vec<usize>,
    /// Values by number, so that two places can hold one and the same.
    memo: HashMap<u32, Ref>,
}

/// What was expected where the stack had something else.
pub(super) type Expected = &'static str;

impl Stack {
    pub(super) fn push(&mut self, value: Ref) -> Result<(), FormatError> {
        check_limit("the height of the pickle's stack", self.items.len() as u64 + 1, MAX_STACK)?;
        self.items.push(value);
        Ok(())
    }

    pub(super) fn mark(&mut self) -> Result<(), FormatError> {
        check_limit("the number of the pickle's open marks", self.marks.len() as u64 + 1, MAX_STACK)?;
        self.marks.push(self.items.len());
        Ok(())
    }

    /// Takes the uppermost value; a mark is a floor.
    pub(super) fn pop(&mut self) -> Result<Ref, Expected> {
        if self.items.len() <= self.floor() {
            return Err("a value on the stack");
        }
        self.items.pop().ok_or("a value on the stack")
    }

    /// The opcode POP: takes a value, or else a mark.
    pub(super) fn drop_one(&mut self) -> Result<(), Expected> {
        match self.pop() {
            Ok(_) => Ok(()),
            Err(expected) => self.marks.pop().map(drop).ok_or(expected),
        }
    }

    /// The uppermost value, left in its place.
    pub(super) fn top(&self) -> Result<Ref, Expected> {
        self.items[self.floor().min(self.items.len())..].last().copied().ok_or("a value on the stack")
    }

    /// Takes the values above the last mark, and the mark.
    pub(super) fn pop_mark(&mut self) -> Result<Vec<Ref>, Expected> {
        let height = self.marks.pop().ok_or("a mark on the stack")?;
        Ok(self.items.split_off(height))
    }

    pub(super) fn remember(&mut self, number: u32, value: Ref, heap: &mut Heap) -> Result<(), FormatError> {
        if self.memo.insert(number, value).is_none() {
            heap.charge(MEMO_COST)?;
        }
        check_limit("the number of values that the pickle remembers", self.memo.len() as u64, MAX_MEMO)
    }

    pub(super) fn recall(&self, number: u32) -> Result<Ref, Expected> {
        self.memo.get(&number).copied().ok_or("a value that was remembered before")
    }

    /// How many values are remembered: the next number that MEMOIZE gives.
    pub(super) fn remembered(&self) -> u32 {
        self.memo.len() as u32
    }

    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }
}
