//! Feature files and weights made for tests.

use crate::formats::{Precision, Tensor, write_safetensors};

/// A `.npy` of version 1 with little-endian f32 in row-major order.
pub fn npy(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    npy_as("<f4", shape, &data)
}

/// A `.npy` of version 1 with elements of type `descr`.
pub fn npy_as(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let shape: String = shape.iter().map(|length| format!("{length}, ")).collect();
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

/// Values by formula, so that a network needs no file: uniform within `about` of `centre`, from a hash of the
/// name and the flat index.
pub fn formula(name: &str, count: usize, about: f64, centre: f64) -> Vec<f32> {
    let start =
        name.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let value = |i: usize| {
        let mut h = start.wrapping_add((i as u32).wrapping_mul(0x9E37_79B9));
        h = (h ^ (h >> 16)).wrapping_mul(0x85EB_CA6B);
        h = (h ^ (h >> 13)).wrapping_mul(0xC2B2_AE35);
        h ^= h >> 16;
        (centre + about * (2.0 * f64::from(h >> 8) / f64::from(1 << 24) - 1.0)) as f32
    };
    (0..count).map(value).collect()
}

/// A safetensors file of f32 tensors.
pub fn safetensors(tensors: &[(String, Vec<usize>, Vec<f32>)], metadata: &[(&str, &str)]) -> Vec<u8> {
    let shapes: Vec<(String, Vec<usize>)> =
        tensors.iter().map(|(name, shape, _)| (name.clone(), shape.clone())).collect();
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let load = &mut |name: &str| {
        let (_, shape, values) =
            tensors.iter().find(|tensor| tensor.0 == name).expect("a tensor of the list");
        Ok(Tensor { shape: shape.clone(), values: values.clone() })
    };
    let mut bytes = Vec::new();
    write_safetensors(&mut bytes, &shapes, &metadata, Precision::F32, load).expect("a file");
    bytes
}

#[test]
fn values_by_formula_are_those_of_the_reference() {
    let found = formula("input", 4, 1.0, 0.0);
    assert_eq!(found, [0.598_066_2, 0.370_348_45, 0.960_529_45, -0.991_520_76]);
}
