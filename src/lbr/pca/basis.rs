//! Bases of subspaces on the host, in `f64`: made orthonormal, and turned to the axes of a symmetric matrix.

/// Of a column's length, what must be left for it to count as independent of those before it.
const INDEPENDENT: f64 = 1e-10;
/// Rounds of Jacobi rotations at most; some ten are enough at a hundred rows.
const ROUNDS: usize = 60;
/// Of the matrix's size, what may be left beside its diagonal.
const SETTLED: f64 = 1e-24;

/// Inner product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The columns made orthonormal one after the other (Gram and Schmidt, twice for the rounding); one that depends on
/// those before it is left out.
pub(super) fn orthonormal(columns: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut done: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for mut column in columns {
        let before = dot(&column, &column).sqrt();
        for _ in 0..2 {
            for other in &done {
                let share = dot(&column, other);
                column.iter_mut().zip(other).for_each(|(value, other)| *value -= share * other);
            }
        }
        let length = dot(&column, &column).sqrt();
        if length > INDEPENDENT * before {
            column.iter_mut().for_each(|value| *value /= length);
            done.push(column);
        }
    }
    done
}

/// The eigenvectors of a symmetric matrix given by rows, those of the largest eigenvalues first (Jacobi's method).
pub(super) fn eigenvectors(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let unit = |row: usize| (0..size).map(|column| f64::from(u8::from(row == column))).collect();
    let mut vectors: Vec<Vec<f64>> = (0..size).map(unit).collect();
    let whole: f64 = matrix.iter().map(|row| dot(row, row)).sum();
    for _ in 0..ROUNDS {
        let beside: f64 = (0..size).map(|i| dot(&matrix[i][..i], &matrix[i][..i])).sum();
        if beside <= SETTLED * whole {
            break;
        }
        for (p, q) in (0..size).flat_map(|q| (0..q).map(move |p| (p, q))) {
            rotate(&mut matrix, &mut vectors, p, q);
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| matrix[b][b].total_cmp(&matrix[a][a]));
    order.into_iter().map(|index| vectors[index].clone()).collect()
}

/// Turns axes p and q so that nothing is left between them; `vectors` are rows.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if matrix[p][q] == 0.0 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let turned = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for row in matrix.iter_mut() {
        (row[p], row[q]) = turned(row[p], row[q]);
    }
    for rows in [matrix, vectors] {
        for column in 0..rows[p].len() {
            (rows[p][column], rows[q][column]) = turned(rows[p][column], rows[q][column]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn random(rows: usize, columns: usize, key: u64) -> Vec<Vec<f64>> {
        let mut random = Random::keyed(key, "matrices of a test", 0);
        (0..rows).map(|_| (0..columns).map(|_| random.normal()).collect()).collect()
    }

    #[test]
    fn a_symmetric_matrix_is_its_eigenvectors_again() {
        for size in [1, 2, 5, 20] {
            let half = random(size, size, size as u64);
            let matrix: Vec<Vec<f64>> =
                half.iter().map(|row| half.iter().map(|other| dot(row, other)).collect()).collect();
            let found = eigenvectors(matrix.clone());
            let mut last = f64::INFINITY;
            for vector in &found {
                let image: Vec<f64> = matrix.iter().map(|row| dot(row, vector)).collect();
                let value = dot(&image, vector);
                assert!((dot(vector, vector) - 1.0).abs() < 1e-12 && value <= last * (1.0 + 1e-12));
                let off: f64 = image.iter().zip(vector).map(|(a, b)| (a - value * b).powi(2)).sum();
                assert!(off.sqrt() < 1e-9 * (1.0 + value), "{off}");
                last = value;
            }
        }
        assert_eq!(eigenvectors(vec![vec![0.0; 3]; 3]).len(), 3);
    }

    #[test]
    fn columns_become_orthonormal_and_a_dependent_one_goes() {
        let mut columns = random(4, 30, 9);
        columns.insert(2, columns[0].iter().zip(&columns[1]).map(|(a, b)| 2.0 * a - b).collect());
        columns.push(vec![0.0; 30]);
        let found = orthonormal(columns);
        assert_eq!(found.len(), 4);
        for (i, a) in found.iter().enumerate() {
            for (j, b) in found.iter().enumerate() {
                let want = f64::from(u8::from(i == j));
                assert!((dot(a, b) - want).abs() < 1e-12);
            }
        }
    }
}
