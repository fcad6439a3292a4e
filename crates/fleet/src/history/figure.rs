//! A figure in two bytes.

use std::num::NonZeroU16;

/// Any `u64` rounded to eleven significant bits, so by 0.05 % at most; exact up to 2,048. Its
/// `Option` takes two bytes too.
///
/// A floating-point number as IEEE 754 builds them (hidden bit, gradual underflow), without a sign
/// and with 6 bits of exponent before 10 of mantissa. Unlike `binary16` it reaches over all of
/// `u64`, so millicores and bytes are kept the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Figure(NonZeroU16);

const MANTISSA_BITS: u32 = 10;

// === impl Figure ===

impl Figure {
    pub(super) fn new(value: u64) -> Self {
        let shift = (u64::BITS - value.leading_zeros()).saturating_sub(MANTISSA_BITS + 1);
        // Rounded half up. A carry out of the mantissa lands in the exponent, where it belongs.
        let significant = match shift {
            0 => value,
            _ => ((value >> (shift - 1)) + 1) >> 1,
        };
        let code = (u64::from(shift) << MANTISSA_BITS) + significant;
        // One more, so that zero means nothing. The greatest code is 56,320.
        let code = u16::try_from(code).unwrap_or(u16::MAX).saturating_add(1);
        Self(NonZeroU16::new(code).unwrap_or(NonZeroU16::MIN))
    }

    pub(super) fn get(self) -> u64 {
        let code = self.0.get() - 1;
        let exponent = u32::from(code) >> MANTISSA_BITS;
        let mantissa = u64::from(code) & ((1 << MANTISSA_BITS) - 1);
        if exponent == 0 {
            return mantissa;
        }
        let value = u128::from(mantissa | 1 << MANTISSA_BITS) << (exponent - 1);
        u64::try_from(value).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_figures_are_exact_and_the_greatest_fits() {
        for value in 0..=2048 {
            assert_eq!(Figure::new(value).get(), value);
        }
        assert_eq!(Figure::new(u64::MAX).get(), u64::MAX);
        assert_eq!(size_of::<Option<Figure>>(), 2);
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written_but_for_half_a_thousandth(
            value in any::<u64>(), shift in 0u32..64
        ) {
            let value = value >> shift;
            let error = Figure::new(value).get().abs_diff(value);
            prop_assert!(u128::from(error) * 2048 <= u128::from(value), "{value}: {error}");
        }

        #[test]
        fn what_is_more_is_never_written_as_less(a in any::<u64>(), b in any::<u64>()) {
            prop_assert_eq!(Figure::new(a).max(Figure::new(b)), Figure::new(a.max(b)));
        }
    }
}
