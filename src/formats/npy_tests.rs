use super::*;
use crate::formats::ArrayData;

/// A file of version 1 as NumPy writes it, but for the padding.
fn file(descr: &str, fortran_order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran_order}, 'shape': {shape}, }}\n");
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

fn data(descr: &str, shape: &str, data: &[u8]) -> ArrayData {
    read_npy(&file(descr, "False", shape, data)).unwrap().data
}

fn code(bytes: &[u8]) -> &'static str {
    read_npy(bytes).unwrap_err().code()
}

#[test]
fn every_element_type_is_read_in_both_byte_orders() {
    assert_eq!(data("<f4", "(2,)", &[0, 0, 128, 63, 0, 0, 0, 192]), ArrayData::F32(vec![1.0, -2.0]));
    assert_eq!(data(">f4", "(1,)", &[63, 128, 0, 0]), ArrayData::F32(vec![1.0]));
    assert_eq!(data("=f8", "()", &1.5_f64.to_le_bytes()), ArrayData::F64(vec![1.5]));
    assert_eq!(data(">f8", "()", &1.5_f64.to_be_bytes()), ArrayData::F64(vec![1.5]));
    assert_eq!(data("<f2", "(1,)", &[0, 0x3C]), ArrayData::F32(vec![1.0]));
    assert_eq!(data(">f2", "(1,)", &[0x3C, 0]), ArrayData::F32(vec![1.0]));
    assert_eq!(data("|i1", "(1,)", &[255]), ArrayData::I8(vec![-1]));
    assert_eq!(data(">i2", "(1,)", &[1, 2]), ArrayData::I16(vec![258]));
    assert_eq!(data("<i4", "(1,)", &[1, 2, 0, 0]), ArrayData::I32(vec![513]));
    assert_eq!(data(">i8", "(1,)", &(-7_i64).to_be_bytes()), ArrayData::I64(vec![-7]));
    assert_eq!(data("|u1", "(1,)", &[255]), ArrayData::U8(vec![255]));
    assert_eq!(data("<u2", "(1,)", &[255, 255]), ArrayData::U16(vec![65535]));
    assert_eq!(data(">u4", "(1,)", &[0, 0, 1, 0]), ArrayData::U32(vec![256]));
    assert_eq!(data("<u8", "(1,)", &[255; 8]), ArrayData::U64(vec![u64::MAX]));
    assert_eq!(data("|b1", "(2,)", &[0, 1]), ArrayData::Bool(vec![false, true]));
}

#[test]
fn every_half_float_has_its_exact_value() {
    for half in 0..=u16::MAX {
        let (exponent, fraction) = (i32::from(half >> 10 & 0x1F), f64::from(half & 0x3FF));
        let magnitude = match exponent {
            0 => fraction * 2_f64.powi(-24),
            0x1F if fraction == 0.0 => f64::INFINITY,
            0x1F => f64::NAN,
            _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
        };
        let expected = if half >> 15 == 1 { -magnitude } else { magnitude };
        let found = f64::from(half::f16::from_bits(half).to_f32());
        assert!(
            found == expected && found.is_sign_negative() == expected.is_sign_negative()
                || found.is_nan() && expected.is_nan(),
            "{half:#06x}"
        );
    }
}

#[test]
fn fortran_order_comes_back_row_major() {
    let array = read_npy(&file("|u1", "True", "(2, 3)", &[1, 4, 2, 5, 3, 6])).unwrap();
    assert_eq!((array.shape, array.data), (vec![2, 3], ArrayData::U8(vec![1, 2, 3, 4, 5, 6])));
    let cube: Vec<u8> = (0..24).collect(); // value = i + 2 j + 6 k
    let array = read_npy(&file("|u1", "True", "(2, 3, 4)", &cube)).unwrap();
    let ArrayData::U8(values) = array.data else { panic!("u1") };
    assert_eq!(values[..6], [0, 6, 12, 18, 2, 8]);
}

#[test]
fn versions_two_and_three_have_longer_headers() {
    for (version, text) in [
        (2, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}"),
        (3, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)} "),
    ] {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([version, 0]);
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.bytes());
        bytes.push(9);
        assert_eq!(read_npy(&bytes).unwrap().data, ArrayData::U8(vec![9]));
        bytes[6] = 4;
        assert_eq!(code(&bytes), "npy/version");
    }
}

#[test]
fn an_axis_of_zero_is_an_empty_array() {
    let array = read_npy(&file("<f8", "False", "(18446744073709551615, 0, 9)", &[])).unwrap();
    assert!(array.is_empty());
    assert_eq!(array.data, ArrayData::F64(vec![]));
}

#[test]
fn surplus_bytes_are_a_warning_and_missing_ones_an_error() {
    let array = read_npy(&file("|u1", "False", "(2,)", &[1, 2, 3])).unwrap();
    assert_eq!(array.warnings, [FormatWarning::Trailing { bytes: 1 }]);
    assert_eq!(array.warnings[0].code(), "npy/trailing");
    let error = read_npy(&file("<f4", "False", "(100,)", &[0; 24])).unwrap_err();
    assert_eq!(error, FormatError::NpyTruncated { what: "the array's data", expected: 400, found: 24 });
}

#[test]
fn what_is_not_plain_numbers_is_refused_by_name() {
    assert_eq!(code(&file("|O", "False", "(3,)", b"\x80\x04pickle")), "npy/object");
    assert_eq!(code(&file("O8", "False", "(3,)", b"")), "npy/object");
    for descr in ["<c8", "<U5", "|S3", "<M8[ns]", "<f16", "<f3", "<i5", "b2", "|b2", "f4", ""] {
        assert_eq!(code(&file(descr, "False", "()", &[0; 64])), "npy/dtype", "{descr}");
    }
    let structured = |descr: &str| {
        let text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (1,)}}");
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 0]);
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.bytes());
        code(&bytes)
    };
    assert_eq!(structured("[('a', '<f4')]"), "npy/dtype");
    assert_eq!(structured("[('a', '|O')]"), "npy/object");
}

#[test]
fn hostile_sizes_are_refused_before_memory_is_asked_for() {
    assert_eq!(code(&file("<f8", "False", "(4294967296, 4294967296)", &[])), "ckpt/limit");
    assert_eq!(code(&file("<f8", "False", "(1099511627776,)", &[])), "npy/truncated");
    let mut bytes = MAGIC.to_vec();
    bytes.extend([2, 0, 255, 255, 255, 255]);
    assert_eq!(code(&bytes), "ckpt/limit");
}

#[test]
fn every_prefix_is_a_typed_error() {
    let whole = file("<f4", "False", "(3,)", &[0; 12]);
    for length in 0..whole.len() {
        let code = code(&whole[..length]);
        let expected = match length {
            0 => "ckpt/empty",
            1..6 => "npy/magic",
            _ => "npy/truncated",
        };
        assert_eq!(code, expected, "{length}");
    }
}

#[test]
fn a_boolean_is_zero_or_one() {
    assert_eq!(code(&file("|b1", "False", "(1,)", &[2])), "ckpt/damaged");
}

#[test]
fn conversion_is_exact_or_an_error() {
    let array = |descr: &str, data: &[u8]| read_npy(&file(descr, "False", "(1,)", data)).unwrap();
    let big = array("<i4", &((1_i32 << 24) + 1).to_le_bytes());
    assert_eq!(big.to_f32().unwrap_err().code(), "npy/range");
    assert_eq!(big.to_f64(), Ok(vec![16_777_217.0]));
    assert_eq!(array("<i4", &(1_i32 << 24).to_le_bytes()).to_f32(), Ok(vec![16_777_216.0]));
    assert_eq!(array("<u8", &[255; 8]).to_i64().unwrap_err().code(), "npy/range");
    assert_eq!(array("<u8", &[255; 8]).to_f64().unwrap_err().code(), "npy/range");
    assert_eq!(array("<f8", &1e300_f64.to_le_bytes()).to_f32().unwrap_err().code(), "npy/range");
    assert_eq!(array("<f8", &f64::INFINITY.to_le_bytes()).to_f32(), Ok(vec![f32::INFINITY]));
    assert_eq!(array("<f8", &3.0_f64.to_le_bytes()).to_i64(), Ok(vec![3]));
    for not_whole in [3.5, f64::NAN, f64::INFINITY, 1e17] {
        assert_eq!(array("<f8", &not_whole.to_le_bytes()).to_i64().unwrap_err().code(), "npy/range");
    }
    assert_eq!(array("|b1", &[1]).to_f32(), Ok(vec![1.0]));
}
