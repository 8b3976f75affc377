use super::*;
use crate::formats::FormatError;
use crate::formats::source::Stretch;

fn read_as(pickle: &[u8], dialect: Dialect) -> Result<(Heap, Ref), FormatError> {
    let mut bytes = Stretch::new(&pickle, 0, pickle.len() as u64);
    read(&mut Input::new(&mut bytes, pickle.len() as u64), dialect)
}

fn code(pickle: &[u8]) -> &'static str {
    read_as(pickle, Dialect::Torch).map(drop).unwrap_err().code()
}

/// The value as Python would print it, more or less.
fn shown(pickle: &[u8]) -> String {
    let (heap, root) = read_as(pickle, Dialect::TorchScript).unwrap_or_else(|error| panic!("{error}"));
    print(&heap, root)
}

fn print(heap: &Heap, at: Ref) -> String {
    let list = |items: &[Ref]| items.iter().map(|&item| print(heap, item)).collect::<Vec<_>>().join(" ");
    match heap.get(at) {
        Value::None => "None".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(text) => format!("'{text}'"),
        Value::Bytes(bytes) => format!("b{bytes:?}"),
        Value::Tuple(items) => format!("({})", list(items)),
        Value::List(items) => format!("[{}]", list(items)),
        Value::Set(items) => format!("set({})", list(items)),
        Value::Dict(pairs) => {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|&(key, value)| format!("{}:{}", print(heap, key), print(heap, value)))
                .collect();
            format!("{{{}}}", pairs.join(" "))
        }
        Value::Inert(state) => format!("object {}", state.map_or_else(String::new, |at| print(heap, at))),
        other => other.kind().into(),
    }
}

#[test]
fn constants_and_texts() {
    assert_eq!(
        shown(b"(NK\x07\x88\x89J\xff\xff\xff\xffM\x01\x02G?\xf8\0\0\0\0\0\0t."),
        "(None 7 true false -1 513 1.5)"
    );
    assert_eq!(
        shown(b"(\x8a\0\x8a\x01\x80\x8a\x02\x80\0\x8a\x08\0\0\0\0\0\0\0\x80t."),
        format!("(0 -128 128 {})", i64::MIN)
    );
    assert_eq!(
        shown(b"(X\x01\0\0\0a\x8c\x01b\x8d\x01\0\0\0\0\0\0\0cT\x01\0\0\0dU\x01\xe9t."),
        "('a' 'b' 'c' 'd' '\u{e9}')"
    );
    assert_eq!(
        shown(b"(B\x01\0\0\0aC\x01b\x8e\x01\0\0\0\0\0\0\0c\x96\x01\0\0\0\0\0\0\0dt."),
        "(b[97] b[98] b[99] b[100])"
    );
}

#[test]
fn containers_and_the_stack() {
    assert_eq!(shown(b"(K\x01)K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87t."), "(1 () (1) (1 2) (1 2 3))");
    assert_eq!(shown(b"(](K\x01K\x02lK\x03a](K\x01K\x02et."), "([] [1 2 3] [1 2])");
    assert_eq!(shown(b"(}(U\x01aK\x01dK\x02K\x03s}(K\x01K\x02ut."), "({} {'a':1 2:3} {1:2})");
    assert_eq!(shown(b"(\x8f\x8f(K\x01\x90t."), "(set() set(1))");
    assert_eq!(shown(b"(K\x012K\x020(K\x031t."), "(1 1)");
    assert_eq!(shown(b"\x80\x04\x95\x02\0\0\0\0\0\0\0K\x07."), "7");
}

#[test]
fn the_memo_holds_the_value_itself() {
    // A dictionary that is changed after it was remembered is seen changed.
    assert_eq!(shown(b"(}q\x05U\x01aK\x01sh\x05t."), "({'a':1} {'a':1})");
    assert_eq!(
        shown(b"(K\x07\x94K\x08\x94h\x00j\x01\0\0\0K\x09r\xff\xff\xff\xffj\xff\xff\xff\xfft."),
        "(7 8 7 8 9 9)"
    );
}

#[test]
fn names_make_what_the_table_says() {
    assert_eq!(shown(b"ccollections\nOrderedDict\n(]](U\x01aK\x01eatR."), "{'a':1}");
    assert_eq!(shown(b"ccollections\nOrderedDict\n)R}U\x09_metadata}sb."), "{}");
    assert_eq!(shown(b"ccollections\ndefaultdict\n(c__builtin__\ndict\ntR."), "{}");
    assert_eq!(shown(b"c__builtin__\nset\n(](K\x01etR."), "set(1)");
    assert_eq!(shown(b"cbuiltins\nbytearray\n(U\x01\xe9U\x07latin-1tR."), "b[233]");
    assert_eq!(shown(b"c_codecs\nencode\n(X\x02\0\0\0\xc3\xa9U\x06latin1tR."), "b[233]");
    assert_eq!(shown(b"ctorch\nSize\n((K\x02K\x03ttR."), "(2 3)");
    assert_eq!(shown(b"cargparse\nNamespace\n)\x81}U\x02lrK\x01sb."), "object {'lr':1}");
    assert_eq!(shown(b"c__torch__\nNet\n)\x81}U\x01aK\x01sb."), "object {'a':1}");
    assert_eq!(shown(b"ctorch.jit._pickle\nbuild_intlist\n(](K\x01etR."), "[1]");
    let kind: &[u8] =
        b"cnumpy\ndtype\n(U\x02f8K\0K\x01tR(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb";
    let scalar =
        [b"cnumpy.core.multiarray\nscalar\n(", kind, b"C\x08", &0.8944_f64.to_le_bytes(), b"tR."].concat();
    assert_eq!(shown(&scalar), "0.8944");
    let array = [
        b"cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\x01btR(K\x01(K\x01t",
        kind,
        b"\x89C\x08",
        &0.8944_f64.to_le_bytes(),
        b"tb.",
    ]
    .concat();
    assert_eq!(shown(&array), "a NumPy array");
}

#[test]
fn names_outside_the_tables_are_refused_where_they_are_named() {
    // Before any argument: what follows the name is no pickle at all.
    for pickle in [
        &b"cposix\nsystem\n\xff"[..],
        b"c__builtin__\neval\n\xff",
        b"ctorch.nn.modules.linear\nLinear\n\xff",
        b"ctorch.storage\n_load_from_bytes\n\xff",
        b"ctorch\nload\n\xff",
        b"U\x02osU\x06system\x93\xff",
        // TorchScript's names count in TorchScript's files only.
        b"c__torch__\nNet\n\xff",
        b"ctorch.jit._pickle\nbuild_intlist\n\xff",
    ] {
        assert_eq!(code(pickle), "ckpt/global", "{}", String::from_utf8_lossy(pickle));
    }
    let error = read_as(b"cposix\nsystem\n.", Dialect::Torch).map(drop).unwrap_err().to_string();
    assert!(error.contains("posix.system") && error.contains("never runs code"), "{error}");
}

#[test]
fn known_names_in_other_uses_are_refused() {
    for pickle in [
        &b"ccollections\nOrderedDict\n(K\x01tR."[..],
        b"ccollections\nOrderedDict\n(](K\x01etR.",
        b"ccollections\nOrderedDict\n)R}U\x01aK\x01sb.",
        b"ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x02tR.",
        b"ctorch\nFloatStorage\n)R.",
        b"K\x01)R.",
        b"c_codecs\nencode\n(U\x01aU\x04utf8tR.",
        b"(U\x06modulec__builtin__\ndict\nU\x01atQ.",
        b"K\x01Q.",
        b"]}b.",
        b"ctorch._utils\n_rebuild_tensor_v2\n)\x81.",
    ] {
        assert_eq!(code(pickle), "ckpt/global", "{}", String::from_utf8_lossy(pickle));
    }
    assert_eq!(code(b"cnumpy\ndtype\n(U\x02O8K\0K\x01tR."), "npy/object");
    assert_eq!(code(b"cnumpy\ndtype\n(U\x02c8K\0K\x01tR."), "npy/dtype");
}

#[test]
fn opcodes_that_pytorch_does_not_write_are_refused_by_name() {
    for (opcode, name) in
        [(b'I', "INT"), (b'i', "INST"), (b'o', "OBJ"), (b'P', "PERSID"), (b'V', "UNICODE"), (b'p', "PUT")]
    {
        let error = read_as(&[b'N', opcode], Dialect::Torch).map(drop).unwrap_err();
        assert_eq!(error.code(), "ckpt/opcode");
        assert!(error.to_string().contains(&format!("opcode {name} at byte 1")), "{error}");
    }
    let known = b"\x80\x95.(012N\x88\x89JKM\x8aGX\x8c\x8dTUBC\x8e\x96)t\x85\x86\x87]lae}dsu\x8f\x90qr\x94hjc\x93R\x81bQ";
    for opcode in 0..=255 {
        let refused =
            read_as(&[opcode, 0, 0, 0], Dialect::Torch).map(drop).is_err_and(|e| e.code() == "ckpt/opcode");
        assert!(refused || known.contains(&opcode) || opcode == 0, "{opcode:#x}");
        assert!(!known.contains(&opcode) || code(&[opcode]) != "ckpt/opcode", "{opcode:#x}");
    }
}

#[test]
fn what_is_no_pickle_is_damaged_or_cut_off() {
    for pickle in [
        &b"."[..],
        b"a.",
        b"(0a.",
        b"h\x05.",
        b"]s.",
        b"K\x01a.",
        b"}(K\x01u.",
        b"t.",
        b"\x80\x07N.",
        b"X\x01\0\0\0\xff.",
    ] {
        assert_eq!(code(pickle), "ckpt/damaged", "{pickle:?}");
    }
    for pickle in [&b""[..], b"N", b"J\0\0", b"cab\n", b"X\xff\0\0\0a"] {
        assert_eq!(code(pickle), "ckpt/truncated", "{pickle:?}");
    }
    assert_eq!(code(b"\x8a\x09\0\0\0\0\0\0\0\0\x01."), "ckpt/limit");
}
