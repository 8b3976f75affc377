use crate::formats::{ArrayData, Container, FormatWarning, open};
use crate::random::Random;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn int(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn bytes(number: u64, content: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A `TensorProto` with each length in a field of its own.
fn tensor(name: &str, kind: u64, dims: &[u64], raw: &[u8]) -> Vec<u8> {
    let dims: Vec<u8> = dims.iter().flat_map(|&length| int(1, length)).collect();
    [dims, int(2, kind), bytes(8, name.as_bytes()), bytes(9, raw)].concat()
}

/// A model of one graph: a node, the initialisers, an output.
fn model(initialisers: &[Vec<u8>]) -> Vec<u8> {
    let mut graph = bytes(1, b"\x0A\x01x\x12\x01y");
    initialisers.iter().for_each(|tensor| graph.extend(bytes(5, tensor)));
    graph.extend(bytes(12, b"\x0A\x01y"));
    [int(1, 6), bytes(2, b"pytorch"), bytes(7, &graph), bytes(8, b"\x0A\0\x10\x0B")].concat()
}

fn sound() -> Vec<u8> {
    model(&[
        tensor("a", 1, &[2, 1, 2], &floats(&[1.0, -2.0, 0.5, 8.0])),
        tensor("b", 10, &[2], &[0, 0x3C, 0, 0xC0]),
        tensor("axes", 7, &[], &7_i64.to_le_bytes()),
    ])
}

fn code(model: &[u8]) -> &'static str {
    open(model, "model.onnx").unwrap_err().code()
}

#[test]
fn initialisers_are_tensors_by_name() {
    let bytes = sound();
    let opened = open(bytes.as_slice(), "model.onnx").unwrap();
    assert_eq!((opened.container(), opened.warnings()), (Container::Onnx, &[][..]));
    let listed: Vec<_> =
        opened.tensors().map(|t| (t.name.as_str(), t.dtype.name(), t.shape.clone())).collect();
    let expected =
        [("a", "float32", vec![2, 1, 2]), ("b", "float16", vec![2]), ("axes", "int64", Vec::new())];
    assert_eq!(listed, expected);
    assert_eq!(opened.load("a").unwrap().values, [1.0, -2.0, 0.5, 8.0]);
    assert_eq!(opened.load("b").unwrap().values, [1.0, -2.0]);
    assert_eq!(opened.load_array("axes").unwrap().data, ArrayData::I64(vec![7]));
    assert_eq!(opened.rows("a", &[1]).unwrap().values, [0.5, 8.0]);
    assert_eq!(opened.load("axes").unwrap_err().code(), "ckpt/dtype");
}

#[test]
fn packed_lengths_and_packed_floats_are_the_same_tensor() {
    let packed = [bytes(1, &[2, 2]), int(2, 1), bytes(8, b"a"), bytes(4, &floats(&[1.0, 2.0, 3.0, 4.0]))];
    let file = model(&[packed.concat()]);
    let found = open(file.as_slice(), "m").unwrap().load("a").unwrap();
    assert_eq!((found.shape, found.values), (vec![2, 2], vec![1.0, 2.0, 3.0, 4.0]));
}

#[test]
fn values_that_are_no_stretch_of_bytes_are_listed_and_not_read() {
    let part = |fields: &[Vec<u8>]| [int(1, 1), int(2, 1), bytes(8, b"a"), fields.concat()].concat();
    let cases = [
        (part(&[int(14, 1), bytes(13, b"\x0A\x08location\x12\x04file")]), "float32 in another file"),
        (part(&[vec![0x25, 0, 0, 0x80, 0x3F]]), "float32 in single fields"),
        (part(&[bytes(7, &[3])]), "float32 in integers of variable length"),
        (part(&[bytes(6, b"text")]), "float32 in texts"),
        (part(&[bytes(3, &[8, 0]), bytes(9, &[0; 4])]), "float32 in segments"),
        ([int(1, 1), int(2, 23), bytes(8, b"a"), bytes(9, &[0])].concat(), "ONNX type 23"),
    ];
    for (tensor, dtype) in cases {
        let file = model(&[tensor]);
        let opened = open(file.as_slice(), "m").unwrap();
        let expected = FormatWarning::Unreadable { name: "a".into(), dtype: dtype.into() };
        assert_eq!(opened.warnings(), [expected]);
        assert_eq!(opened.load("a").unwrap_err().code(), "ckpt/dtype", "{dtype}");
    }
}

#[test]
fn a_shape_that_the_bytes_do_not_fill_is_refused() {
    assert_eq!(code(&model(&[tensor("a", 1, &[3], &[0; 8])])), "ckpt/bounds");
    assert_eq!(code(&model(&[tensor("a", 1, &[2], &[0; 9])])), "ckpt/bounds");
    // -1, and a product that wraps round 64 bits to 0.
    assert_eq!(code(&model(&[tensor("a", 1, &[u64::MAX], &[])])), "ckpt/limit");
    assert_eq!(code(&model(&[tensor("a", 1, &[1 << 32, 1 << 32], &[])])), "ckpt/limit");
    assert_eq!(code(&model(&[tensor("a", 1, &[1; 9], &[0; 4])])), "ckpt/limit");
    assert_eq!(code(&model(&[tensor("a", 1, &[1; 65], &[0; 4])])), "ckpt/limit");
    assert_eq!(code(&model(&[tensor(&"n".repeat(4097), 1, &[1], &[0; 4])])), "ckpt/limit");
}

#[test]
fn fields_that_contradict_each_other_are_refused() {
    let twice = tensor("a", 1, &[1], &[0; 4]);
    assert_eq!(code(&model(&[twice.clone(), twice.clone()])), "ckpt/damaged");
    assert_eq!(code(&model(&[[twice, bytes(9, &[0; 4])].concat()])), "ckpt/damaged");
    let head = [int(1, 6), bytes(2, b"p")].concat();
    assert_eq!(code(&head), "ckpt/damaged", "no graph");
    assert_eq!(code(&[head.clone(), bytes(7, &[]), bytes(7, &[])].concat()), "ckpt/damaged", "two graphs");
    assert_eq!(code(&[head.clone(), int(7, 0)].concat()), "ckpt/damaged", "a graph that is a number");
    let inside = |content: &[u8]| code(&[head.clone(), bytes(7, content)].concat());
    assert_eq!(inside(&int(5, 0)), "ckpt/damaged", "an initialiser that is a number");
    assert_eq!(inside(&[0x0B, 0x0C]), "ckpt/damaged", "a group");
    assert_eq!(inside(&[0x00, 0x00]), "ckpt/damaged", "field number 0");
    assert_eq!(inside(&[0x08, 0xFF, 0xFF]), "ckpt/damaged", "an integer that does not end");
    assert_eq!(inside(&[&[0x08][..], &[0xFF; 9], &[0x02]].concat()), "ckpt/damaged", "65 bits");
    assert_eq!(inside(&[0x2A, 0x09]), "ckpt/truncated", "longer than the file");
    // Inside the file and beyond the graph.
    let long = [head.clone(), bytes(7, &[0x2A, 0x03]), bytes(8, &[0; 9])].concat();
    assert_eq!(code(&long), "ckpt/damaged");
    let not_text = [int(1, 1), int(2, 1), bytes(8, &[0xFF]), bytes(9, &[0; 4])].concat();
    assert_eq!(code(&model(&[not_text])), "ckpt/damaged");
}

#[test]
fn a_file_that_ends_too_early_is_refused_wherever_it_ends() {
    let whole = sound();
    // The last field, the operator set, is four bytes of content behind two of key and length.
    let graph_end = whole.len() - 6;
    for length in 3..whole.len() {
        match open(&whole[..length], "m") {
            Ok(opened) => assert!(length == graph_end, "{length}: {opened:?}"),
            Err(error) => assert!(
                ["ckpt/truncated", "ckpt/damaged", "ckpt/unknown"].contains(&error.code()),
                "{length}: {error}"
            ),
        }
    }
}

#[test]
fn no_changed_byte_gives_more_than_an_error() {
    let whole = sound();
    let mut random = Random::keyed(0, "changed onnx", 0);
    for at in 0..whole.len() {
        for _ in 0..8 {
            let mut changed = whole.clone();
            changed[at] = random.below(256) as u8;
            if let Ok(opened) = open(changed.as_slice(), "m") {
                let names: Vec<String> = opened.tensors().map(|tensor| tensor.name.clone()).collect();
                // Whatever is read has the size that its shape says.
                for name in names {
                    if let Ok(tensor) = opened.load(&name) {
                        assert_eq!(tensor.values.len(), tensor.shape.iter().product::<usize>());
                    }
                }
            }
        }
    }
}
