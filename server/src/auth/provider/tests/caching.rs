//! What is kept of a provider, for how long, and how often it is asked.

use super::fake::{DISCOVERY, KEYS, TOKEN, USERINFO};
use super::*;
use crate::auth::provider::cache::Cache;

const HOUR_MS: i64 = 3_600_000;

async fn provider_with_clock() -> (FakeProvider, Provider, Hands) {
    let fake = FakeProvider::start(&Signer::p256("a")).await;
    let hands = Hands::new();
    let provider = Provider::new(&settings(&fake.issuer), hands.clock()).unwrap();
    (fake, provider, hands)
}

#[tokio::test]
async fn what_the_provider_says_of_itself_is_kept_for_an_hour() {
    let (fake, provider, hands) = provider_with_clock().await;
    let attempt = Attempt::new().unwrap();
    provider.warm_up().await;
    assert_eq!(fake.paths(), [DISCOVERY, KEYS]);
    hands.advance_ms(HOUR_MS - 1);
    provider.authorize_url(&attempt).await.unwrap();
    provider.warm_up().await;
    assert!(fake.paths().is_empty());
    hands.advance_ms(1);
    provider.authorize_url(&attempt).await.unwrap();
    assert_eq!(fake.paths(), [DISCOVERY]);
    provider.warm_up().await;
    assert_eq!(fake.paths(), [KEYS]);
}

#[tokio::test]
async fn many_who_sign_in_at_once_ask_once() {
    let (fake, provider, _) = provider_with_clock().await;
    let attempt = Attempt::new().unwrap();
    let all = (0..20).map(|_| async {
        provider.warm_up().await;
        provider.authorize_url(&attempt).await
    });
    for url in futures::future::join_all(all).await {
        url.unwrap();
    }
    assert_eq!(fake.paths(), [DISCOVERY, KEYS]);
}

#[tokio::test]
async fn a_failure_is_tried_again_after_a_second() {
    let (fake, provider, hands) = provider_with_clock().await;
    let attempt = Attempt::new().unwrap();
    fake.answers(DISCOVERY, 503, "text/html", "maintenance");
    for _ in 0..3 {
        let error = provider.authorize_url(&attempt).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unreachable(_)), "{error}");
    }
    assert_eq!(fake.paths(), [DISCOVERY]);
    hands.advance_ms(999);
    assert!(provider.authorize_url(&attempt).await.is_err());
    assert!(fake.paths().is_empty());
    hands.advance_ms(1);
    fake.says(DISCOVERY, fake.document());
    provider.authorize_url(&attempt).await.unwrap();
    assert_eq!(fake.paths(), [DISCOVERY]);
}

#[tokio::test]
async fn the_old_is_used_while_the_new_is_not_to_be_had() {
    let (fake, provider, hands) = provider_with_clock().await;
    let attempt = Attempt::new().unwrap();
    provider.warm_up().await;
    fake.questions();
    hands.advance_ms(HOUR_MS);
    fake.answers(DISCOVERY, 500, "text/plain", "");
    fake.answers(KEYS, 200, "text/html", "<html>");
    provider.authorize_url(&attempt).await.unwrap();
    provider.keys().await.unwrap();
    provider.keys().await.unwrap();
    assert_eq!(fake.paths(), [DISCOVERY, KEYS]);
}

#[tokio::test]
async fn the_code_is_not_spent_while_the_keys_are_missing() {
    let (fake, provider, _) = provider_with_clock().await;
    fake.answers(KEYS, 503, "text/plain", "");
    let attempt = Attempt::new().unwrap();
    let error = provider.exchange("the code", &attempt).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unreachable(_)), "{error}");
    assert!(provider.refresh(&"old".into(), "ada-1").await.is_err());
    assert_eq!(fake.paths(), [DISCOVERY, KEYS]);
}

#[tokio::test]
async fn a_key_changed_right_after_it_was_fetched_is_waited_for() {
    let (fake, provider, hands) = provider_with_clock().await;
    let attempt = Attempt::new().unwrap();
    provider.warm_up().await;
    fake.questions();
    let signer = Signer::p256("b");
    fake.publishes([&signer]);
    fake.knows_ada(&signer, &attempt);
    hands.advance_ms(999);
    provider.exchange("the code", &attempt).await.unwrap();
    assert_eq!(fake.paths(), [TOKEN, KEYS, USERINFO]);
}

#[tokio::test]
async fn whoever_comes_later_gets_what_is_newer_without_asking() {
    let cache = Cache::new("answer", Hands::new().clock());
    let first = cache.get(async { Ok(1) }).await.unwrap();
    cache.forget_pause();
    let second = cache.newer_than(&first, async { Ok(2) }).await.unwrap();
    let asked = async { panic!("asked") };
    assert_eq!(
        cache.newer_than(&first, asked).await,
        Ok(Arc::clone(&second))
    );
    assert_eq!(cache.get(async { panic!("asked") }).await, Ok(second));
}

#[tokio::test]
async fn a_clock_that_is_turned_back_asks_again() {
    let hands = Hands::new();
    let cache = Cache::new("answer", hands.clock());
    cache.get(async { Ok(1) }).await.unwrap();
    hands.advance_ms(-HOUR_MS);
    assert_eq!(cache.get(async { Ok(2) }).await, Ok(Arc::new(2)));
}

#[tokio::test]
async fn a_question_is_asked_to_its_end_when_the_asker_goes_away() {
    let (asked, wait_until_asked) = tokio::sync::oneshot::channel();
    let (answer, wait_for_answer) = tokio::sync::oneshot::channel();
    let (ended, wait_for_end) = tokio::sync::oneshot::channel();
    let asker = tokio::spawn(to_its_end(async {
        let _ = asked.send(());
        let answer: i32 = wait_for_answer.await.unwrap();
        let _ = ended.send(answer);
        Ok(())
    }));
    wait_until_asked.await.unwrap();
    asker.abort();
    assert!(asker.await.unwrap_err().is_cancelled());
    answer.send(7).unwrap();
    assert_eq!(wait_for_end.await, Ok(7));
}
