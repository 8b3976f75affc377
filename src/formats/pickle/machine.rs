//! The stack machine: one opcode after the other.

use std::sync::Arc;

use super::globals::look_up;
use super::input::Input;
use super::opcode::*;
use super::stack::{Expected, Stack};
use super::value::{Heap, Ref, Value};
use super::{Dialect, build};
use crate::formats::FormatError;
use crate::formats::checkpoint::CheckpointError;
use crate::formats::error::check_limit;

/// Most opcodes of one pickle.
const MAX_OPCODES: u64 = 20_000_000;
/// PyTorch's old files begin with this integer, little-endian.
const MAGIC: [u8; 10] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

/// Why a step failed: a finished error, or what the opcode expected.
enum Fault {
    Format(FormatError),
    Expected(Expected),
}

impl From<FormatError> for Fault {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

impl From<Expected> for Fault {
    fn from(expected: Expected) -> Self {
        Self::Expected(expected)
    }
}

/// A pickle being read.
pub(super) struct Machine<'a, 'i> {
    input: &'a mut Input<'i>,
    dialect: Dialect,
    heap: Heap,
    stack: Stack,
    /// The values that hold nothing exist once.
    none: Option<Ref>,
    truths: [Option<Ref>; 2],
}

impl<'a, 'i> Machine<'a, 'i> {
    pub(super) fn new(input: &'a mut Input<'i>, dialect: Dialect) -> Self {
        let (heap, stack) = (Heap::default(), Stack::default());
        Self { input, dialect, heap, stack, none: None, truths: [None; 2] }
    }

    /// Reads up to STOP and gives the value that is left.
    pub(super) fn run(mut self) -> Result<(Heap, Ref), FormatError> {
        for count in 0_u64.. {
            check_limit("the number of the pickle's opcodes", count + 1, MAX_OPCODES)?;
            let at = self.input.at();
            let opcode = self.input.byte()?;
            let broken = |expected| CheckpointError::Pickle { at, expected };
            if opcode == STOP {
                let root = self.stack.pop().map_err(broken)?;
                return Ok((self.heap, root));
            }
            match self.step(opcode, at) {
                Ok(()) => {}
                Err(Fault::Format(error)) => return Err(error),
                Err(Fault::Expected(expected)) => return Err(broken(expected).into()),
            }
        }
        Err(CheckpointError::Pickle { at: self.input.at(), expected: "STOP" }.into())
    }

    fn step(&mut self, opcode: u8, at: u64) -> Result<(), Fault> {
        match opcode {
            PROTO => match self.input.byte()? {
                2..=5 => Ok(()),
                _ => Err("protocol 2 to 5".into()),
            },
            FRAME => Ok(self.input.array::<8>().map(drop)?),
            MARK => Ok(self.stack.mark()?),
            POP => Ok(self.stack.drop_one()?),
            POP_MARK => Ok(self.stack.pop_mark().map(drop)?),
            DUP => {
                let top = self.stack.top()?;
                Ok(self.stack.push(top)?)
            }
            NONE | NEWTRUE | NEWFALSE | BININT | BININT1 | BININT2 | LONG1 | BINFLOAT => {
                self.constant(opcode)
            }
            BINUNICODE | SHORT_BINUNICODE | BINUNICODE8 | BINSTRING | SHORT_BINSTRING | BINBYTES
            | SHORT_BINBYTES | BINBYTES8 | BYTEARRAY8 => self.string(opcode),
            EMPTY_TUPLE | TUPLE | TUPLE1 | TUPLE2 | TUPLE3 | EMPTY_LIST | LIST | EMPTY_DICT | DICT
            | EMPTY_SET => self.container(opcode),
            APPEND | APPENDS | SETITEM | SETITEMS | ADDITEMS => self.extend(opcode),
            BINPUT | LONG_BINPUT | MEMOIZE | BINGET | LONG_BINGET => self.memo(opcode),
            GLOBAL | STACK_GLOBAL => self.global(opcode),
            REDUCE | NEWOBJ => {
                let arguments = self.stack.pop()?;
                let callable = self.stack.pop()?;
                let made = build::reduce(&mut self.heap, callable, arguments, opcode == NEWOBJ)?;
                Ok(self.stack.push(made)?)
            }
            BUILD => {
                let state = self.stack.pop()?;
                Ok(build::build(&mut self.heap, self.stack.top()?, state)?)
            }
            BINPERSID => {
                let id = self.stack.pop()?;
                let made = build::persistent(&mut self.heap, id)?;
                Ok(self.stack.push(made)?)
            }
            other => {
                let opcode = refused_name(other);
                Err(FormatError::from(CheckpointError::Opcode { opcode, at }).into())
            }
        }
    }

    fn push(&mut self, value: Value) -> Result<(), Fault> {
        let at = self.heap.add(value)?;
        Ok(self.stack.push(at)?)
    }

    fn constant(&mut self, opcode: u8) -> Result<(), Fault> {
        let kept = match opcode {
            NONE => &mut self.none,
            NEWTRUE | NEWFALSE => &mut self.truths[usize::from(opcode == NEWTRUE)],
            _ => return self.number(opcode),
        };
        let value = match kept {
            Some(value) => *value,
            None => {
                let value = if opcode == NONE { Value::None } else { Value::Bool(opcode == NEWTRUE) };
                *kept.insert(self.heap.add(value)?)
            }
        };
        Ok(self.stack.push(value)?)
    }

    fn number(&mut self, opcode: u8) -> Result<(), Fault> {
        let value = match opcode {
            BININT => Value::Int(i32::from_le_bytes(self.input.array()?).into()),
            BININT1 => Value::Int(self.input.byte()?.into()),
            BININT2 => Value::Int(u16::from_le_bytes(self.input.array()?).into()),
            BINFLOAT => Value::Float(f64::from_be_bytes(self.input.array()?)),
            _ => {
                let length = self.input.byte()?;
                let bytes = self.input.take(length.into())?;
                if bytes == MAGIC {
                    Value::Magic
                } else {
                    check_limit("the size in bytes of an integer in the pickle", length.into(), 8)?;
                    Value::Int(signed(&bytes))
                }
            }
        };
        self.push(value)
    }

    fn string(&mut self, opcode: u8) -> Result<(), Fault> {
        let length = match opcode {
            SHORT_BINUNICODE | SHORT_BINSTRING | SHORT_BINBYTES => self.input.byte()?.into(),
            BINUNICODE8 | BINBYTES8 | BYTEARRAY8 => u64::from_le_bytes(self.input.array()?),
            _ => u32::from_le_bytes(self.input.array()?).into(),
        };
        // Latin-1 takes up to twice the room as UTF-8.
        self.heap.charge(length.saturating_mul(2))?;
        let bytes = self.input.take(length)?;
        let value = match opcode {
            BINUNICODE | SHORT_BINUNICODE | BINUNICODE8 => {
                Value::Text(String::from_utf8(bytes).map_err(|_| "UTF-8")?.into())
            }
            BINSTRING | SHORT_BINSTRING => Value::Text(bytes.iter().map(|&b| char::from(b)).collect()),
            _ => Value::Bytes(Arc::new(bytes)),
        };
        self.push(value)
    }

    fn container(&mut self, opcode: u8) -> Result<(), Fault> {
        let value = match opcode {
            EMPTY_TUPLE => Value::Tuple(Box::default()),
            EMPTY_LIST => Value::List(Vec::new()),
            EMPTY_DICT => Value::Dict(Vec::new()),
            EMPTY_SET => Value::Set(Vec::new()),
            TUPLE1 | TUPLE2 | TUPLE3 => {
                let mut items = vec![self.stack.pop()?];
                for _ in TUPLE1..opcode {
                    items.insert(0, self.stack.pop()?);
                }
                self.heap.charge_refs(items.len())?;
                Value::Tuple(items.into())
            }
            _ => {
                let items = self.stack.pop_mark()?;
                self.heap.charge_refs(items.len())?;
                match opcode {
                    TUPLE => Value::Tuple(items.into()),
                    LIST => Value::List(items),
                    _ => Value::Dict(pairs(&items)?),
                }
            }
        };
        self.push(value)
    }

    fn extend(&mut self, opcode: u8) -> Result<(), Fault> {
        let items = match opcode {
            APPEND => vec![self.stack.pop()?],
            SETITEM => {
                let value = self.stack.pop()?;
                vec![self.stack.pop()?, value]
            }
            _ => self.stack.pop_mark()?,
        };
        self.heap.charge_refs(items.len())?;
        let container = self.stack.top()?;
        match (self.heap.get_mut(container), opcode) {
            (Value::List(list), APPEND | APPENDS) => list.extend(items),
            (Value::Set(set), ADDITEMS) => set.extend(items),
            (Value::Dict(dict), SETITEM | SETITEMS) => dict.extend(pairs(&items)?),
            _ => return Err("a list, dictionary or set to add to".into()),
        }
        Ok(())
    }

    fn memo(&mut self, opcode: u8) -> Result<(), Fault> {
        let number = match opcode {
            BINPUT | BINGET => self.input.byte()?.into(),
            LONG_BINPUT | LONG_BINGET => u32::from_le_bytes(self.input.array()?),
            _ => self.stack.remembered(),
        };
        if matches!(opcode, BINGET | LONG_BINGET) {
            let value = self.stack.recall(number)?;
            return Ok(self.stack.push(value)?);
        }
        let top = self.stack.top()?;
        Ok(self.stack.remember(number, top, &mut self.heap)?)
    }

    fn global(&mut self, opcode: u8) -> Result<(), Fault> {
        let (module, name) = if opcode == GLOBAL {
            (self.input.line()?, self.input.line()?)
        } else {
            let (name, module) = (self.stack.pop()?, self.stack.pop()?);
            let text = |at| self.heap.text(at).map(|text| text.chars().take(1_000).collect::<String>());
            (text(module).ok_or("the name of a module")?, text(name).ok_or("a name")?)
        };
        let global = look_up(&module, &name, self.dialect)?;
        self.push(Value::Global(global))
    }
}

/// Keys and values that stand alternately.
fn pairs(items: &[Ref]) -> Result<Vec<(Ref, Ref)>, Expected> {
    let (pairs, rest) = items.as_chunks::<2>();
    if rest.is_empty() {
        Ok(pairs.iter().map(|&[key, value]| (key, value)).collect())
    } else {
        Err("a value for every key")
    }
}

/// Up to 8 bytes, little-endian, two's complement.
fn signed(bytes: &[u8]) -> i64 {
    let fill = if bytes.last().is_some_and(|&last| last >= 0x80) { 0xFF } else { 0 };
    i64::from_le_bytes(core::array::from_fn(|k| bytes.get(k).copied().unwrap_or(fill)))
}
