//! What there is to roll out: every cluster gets the same builds of an image, each in its own time.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use crate::play::app::App;

/// Seconds from one release of an image to its next.
const PERIOD: i64 = 2 * 60 * 60;

/// The number of the newest release of this application's image.
pub(crate) fn newest(app: &App, now: Timestamp) -> i64 {
    // Not all images are released at the same moment.
    let phase = i64::from(digest(&app.image, 0)) % PERIOD;
    (now.as_second() + phase).div_euclid(PERIOD)
}

/// The tag of a release as a branch names it: `prod-9f2c41d0`. The same release of another branch
/// has the same hash.
pub(crate) fn tag(app: &App, branch: &str, number: i64) -> String {
    format!("{branch}-{:08x}", digest(&app.image, number))
}

/// The branch of a tag: `prod` of `prod-9f2c41d0`.
pub(crate) fn branch(tag: &str) -> &str {
    tag.rsplit_once('-').map_or("prod", |(branch, _)| branch)
}

fn digest(image: &str, number: i64) -> u32 {
    let mut hasher = DefaultHasher::new();
    (image, number).hash(&mut hasher);
    // The upper half is left away.
    #[allow(clippy::cast_possible_truncation)]
    let digest = hasher.finish() as u32;
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_release_is_the_same_in_every_branch() {
        assert_eq!(branch("prod-9f2c41d0"), "prod");
        assert_eq!(branch("feature-x-9f2c41d0"), "feature-x");
        assert_eq!(digest("shop/web", 7), digest("shop/web", 7));
        assert_ne!(digest("shop/web", 7), digest("shop/web", 8));
        assert_ne!(digest("shop/web", 7), digest("shop/cart", 7));
    }
}
