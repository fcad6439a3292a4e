//! Kubernetes quantities (apimachinery `resource.Quantity`): read and shown.

/// A CPU quantity in millicores, rounded up: `250m` → 250, `1.5` → 1500, `12345678n` → 13.
/// `None` when the text is no quantity.
pub fn parse_millicores(text: &str) -> Option<u64> {
    parse(text, 1000)
}

/// A memory quantity in bytes, rounded up: `64Mi` → 67108864, `1G` → 1000000000.
/// `None` when the text is no quantity.
pub fn parse_bytes(text: &str) -> Option<u64> {
    parse(text, 1)
}

/// A quantity times `scale`, in exact integer arithmetic.
fn parse(text: &str, scale: u128) -> Option<u64> {
    let number_end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+')));
    let (number, suffix) = text.split_at(number_end.unwrap_or(text.len()));
    let number = number.strip_prefix('+').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (multiplier, divisor) = suffix_factor(suffix)?;
    let numerator = digits
        .parse::<u128>()
        .ok()?
        .checked_mul(multiplier)?
        .checked_mul(scale)?;
    let denominator = 10u128
        .checked_pow(u32::try_from(fraction.len()).ok()?)?
        .checked_mul(divisor)?;
    u64::try_from(numerator.div_ceil(denominator)).ok()
}

/// What a suffix multiplies by and divides by.
fn suffix_factor(suffix: &str) -> Option<(u128, u128)> {
    let decimal = |exponent: u32| Some((10u128.pow(exponent), 1));
    let binary = |power: u32| Some((1u128 << (10 * power), 1));
    match suffix {
        "" => Some((1, 1)),
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1000)),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            let power = 10u128.checked_pow(exponent.unsigned_abs().min(30))?;
            Some(if exponent < 0 { (1, power) } else { (power, 1) })
        }
    }
}

/// CPU for people: `182m` below one core, `1.24` from there on.
pub fn show_millicores(millicores: u64) -> String {
    if millicores < 1000 {
        return format!("{millicores}m");
    }
    let hundredths = millicores.saturating_add(5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Memory for people: `402 MiB` below one GiB, `1.3 GiB` from there on.
pub fn show_bytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    let mib = bytes.saturating_add(MIB / 2) / MIB;
    if mib < 1024 {
        return format!("{mib} MiB");
    }
    let tenths = u128::from(bytes) * 10 / (1 << 30)
        + u128::from((u128::from(bytes) * 10 % (1 << 30)) >= (1 << 29));
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}
