//! Vectors of the price method: one number for each row of the relaxation that has a price.

/// A vector over the rows that have prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) homes: Vec<[f64; 3]>,
    pub(super) schools: Vec<f64>,
}

impl Rows {
    pub(super) fn zeros(homes: usize, schools: usize) -> Self {
        Self { homes: vec![[0.0; 3]; homes], schools: vec![0.0; schools] }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &f64> {
        self.homes.as_flattened().iter().chain(&self.schools)
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.homes.as_flattened_mut().iter_mut().chain(&mut self.schools)
    }

    pub(super) fn add(&mut self, weight: f64, other: &Self) {
        for (a, b) in self.values_mut().zip(other.values()) {
            *a += weight * b;
        }
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        let mut out = self.clone();
        out.values_mut().for_each(|value| *value *= factor);
        out
    }

    pub(super) fn dot(&self, other: &Self) -> f64 {
        self.values().zip(other.values()).map(|(a, b)| a * b).sum()
    }
}
