//! Quantities as Kubernetes writes them, read exactly and shown shortly.

use model::{parse_bytes, parse_millicores, show_bytes, show_millicores};
use proptest::prelude::*;

#[test]
fn cpu_is_read_in_millicores_and_rounded_up() {
    for (text, millicores) in [
        ("0", 0),
        ("1", 1000),
        ("+2", 2000),
        ("250m", 250),
        ("0.1", 100),
        (".5", 500),
        ("1.", 1000),
        ("1.5", 1500),
        ("1.0005", 1001),
        ("12345678n", 13),
        ("1n", 1),
        ("1000000n", 1),
        ("1000001n", 2),
        ("1500u", 2),
        ("1000u", 1),
        ("2k", 2_000_000),
        ("1e3", 1_000_000),
        ("1E3", 1_000_000),
        ("1e+1", 10_000),
        ("15e-1", 1500),
        ("1e-9", 1),
    ] {
        assert_eq!(parse_millicores(text), Some(millicores), "{text}");
    }
}

#[test]
fn memory_is_read_in_bytes_and_rounded_up() {
    for (text, bytes) in [
        ("0", 0),
        ("128974848", 128_974_848),
        ("1k", 1000),
        ("1M", 1_000_000),
        ("1G", 1_000_000_000),
        ("1T", 1_000_000_000_000),
        ("1P", 1_000_000_000_000_000),
        ("1E", 1_000_000_000_000_000_000),
        ("1Ki", 1 << 10),
        ("64Mi", 64 << 20),
        ("1Gi", 1 << 30),
        ("1Ti", 1 << 40),
        ("1Pi", 1 << 50),
        ("1Ei", 1 << 60),
        ("1.5Gi", 3 << 29),
        ("129e6", 129_000_000),
        ("1e3", 1000),
        ("100m", 1),
        ("1001m", 2),
        ("1u", 1),
        ("1n", 1),
        ("0.5", 1),
    ] {
        assert_eq!(parse_bytes(text), Some(bytes), "{text}");
    }
}

#[test]
fn what_is_no_quantity_or_too_large_is_none() {
    for text in [
        "",
        " ",
        "abc",
        "-1",
        "-1m",
        "1 Gi",
        " 1",
        "1 ",
        "1.2.3",
        "1..2",
        ".",
        "+",
        "++1",
        "1+",
        "Mi",
        "m",
        "e3",
        "1e",
        "1ee3",
        "1e3.5",
        "1e3Mi",
        "1mi",
        "1KI",
        "1ki",
        "1K",
        "1g",
        "0x10",
        "1,5",
        "1_000",
        "NaN",
        "inf",
        "１",
        "1µ",
        "99Ei",
        "1e30",
        "1e999999999999",
        "9999999999999999999999999999999",
    ] {
        assert_eq!(parse_bytes(text), None, "{text:?} as bytes");
        assert_eq!(parse_millicores(text), None, "{text:?} as millicores");
    }
}

#[test]
fn cpu_is_shown_in_millicores_below_one_core_and_in_cores_from_there() {
    for (millicores, words) in [
        (0, "0m"),
        (123, "123m"),
        (999, "999m"),
        (1000, "1.00"),
        (1004, "1.00"),
        (1005, "1.01"),
        (1240, "1.24"),
        (1996, "2.00"),
        (64_000, "64.00"),
        (u64::MAX, "18446744073709551.61"),
    ] {
        assert_eq!(show_millicores(millicores), words);
    }
}

#[test]
fn memory_is_shown_in_mib_below_one_gib_and_in_gib_from_there() {
    const MIB: u64 = 1 << 20;
    for (bytes, words) in [
        (0, "0 MiB"),
        (MIB / 2 - 1, "0 MiB"),
        (MIB / 2, "1 MiB"),
        (402 * MIB, "402 MiB"),
        (1023 * MIB, "1023 MiB"),
        (1024 * MIB - MIB / 2 - 1, "1023 MiB"),
        (1024 * MIB - 1, "1.0 GiB"),
        (1024 * MIB, "1.0 GiB"),
        (1331 * MIB, "1.3 GiB"),
        (1024 * MIB * 5 / 4, "1.3 GiB"),
        (u64::MAX, "17179869184.0 GiB"),
    ] {
        assert_eq!(show_bytes(bytes), words, "{bytes}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in any::<String>()) {
        let _ = (parse_bytes(&text), parse_millicores(&text));
    }

    #[test]
    fn no_text_like_a_quantity_makes_reading_panic(text in "[+-]?[0-9.]{0,40}[numkMGTPEKi]{0,3}[eE]?[+-]?[0-9]{0,12}") {
        if let (Some(bytes), Some(millicores)) = (parse_bytes(&text), parse_millicores(&text)) {
            prop_assert!(millicores >= bytes.saturating_sub(1), "{text}: {millicores} < {bytes}");
        }
    }

    #[test]
    fn whole_numbers_read_as_themselves(bytes in any::<u64>()) {
        prop_assert_eq!(parse_bytes(&bytes.to_string()), Some(bytes));
    }

    #[test]
    fn a_fraction_rounds_up(whole in 0..1_000_000u64, nano in 1..1_000_000_000u64) {
        prop_assert_eq!(parse_bytes(&format!("{whole}.{nano:09}")), Some(whole + 1));
    }

    #[test]
    fn no_number_makes_showing_panic(number in any::<u64>()) {
        prop_assert!(show_bytes(number).ends_with("iB"));
        prop_assert!(show_millicores(number).chars().any(|c| c.is_ascii_digit()));
    }
}
