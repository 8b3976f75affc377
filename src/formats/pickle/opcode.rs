//! Opcodes: the numbers that the machine knows, and names for those that it refuses.

macro_rules! opcodes {
    ($($name:ident = $byte:literal),* $(,)?) => {
        $(pub(super) const $name: u8 = $byte;)*
    };
}

opcodes! {
    PROTO = 0x80, FRAME = 0x95, STOP = 0x2E, MARK = 0x28, POP = 0x30, POP_MARK = 0x31, DUP = 0x32,
    NONE = 0x4E, NEWTRUE = 0x88, NEWFALSE = 0x89, BININT = 0x4A, BININT1 = 0x4B, BININT2 = 0x4D,
    LONG1 = 0x8A, BINFLOAT = 0x47,
    BINUNICODE = 0x58, SHORT_BINUNICODE = 0x8C, BINUNICODE8 = 0x8D, BINSTRING = 0x54,
    SHORT_BINSTRING = 0x55, BINBYTES = 0x42, SHORT_BINBYTES = 0x43, BINBYTES8 = 0x8E, BYTEARRAY8 = 0x96,
    EMPTY_TUPLE = 0x29, TUPLE = 0x74, TUPLE1 = 0x85, TUPLE2 = 0x86, TUPLE3 = 0x87, EMPTY_LIST = 0x5D,
    LIST = 0x6C, APPEND = 0x61, APPENDS = 0x65, EMPTY_DICT = 0x7D, DICT = 0x64, SETITEM = 0x73,
    SETITEMS = 0x75, EMPTY_SET = 0x8F, ADDITEMS = 0x90,
    BINPUT = 0x71, LONG_BINPUT = 0x72, MEMOIZE = 0x94, BINGET = 0x68, LONG_BINGET = 0x6A,
    GLOBAL = 0x63, STACK_GLOBAL = 0x93, REDUCE = 0x52, NEWOBJ = 0x81, BUILD = 0x62, BINPERSID = 0x51,
}

/// The name of an opcode that is refused.
pub(super) fn refused_name(opcode: u8) -> String {
    let name = match opcode {
        0x69 => "INST",
        0x6F => "OBJ",
        0x50 => "PERSID",
        0x82 => "EXT1",
        0x83 => "EXT2",
        0x84 => "EXT4",
        0x92 => "NEWOBJ_EX",
        0x91 => "FROZENSET",
        0x97 => "NEXT_BUFFER",
        0x98 => "READONLY_BUFFER",
        0x8B => "LONG4",
        0x49 => "INT",
        0x4C => "LONG",
        0x46 => "FLOAT",
        0x53 => "STRING",
        0x56 => "UNICODE",
        0x67 => "GET",
        0x70 => "PUT",
        other => return format!("0x{other:02X}"),
    };
    name.into()
}
