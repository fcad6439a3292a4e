//! What a viewer picked, in an address.

use model::{
    Density, GroupBy, Search, Selection, SortBy, Text, Verdict, WorkloadKind, check_query,
};
use proptest::collection::btree_set;
use proptest::prelude::*;

#[test]
fn the_default_is_an_empty_query() {
    assert_eq!(Selection::default().to_query(), "");
    assert_eq!(Selection::from_query(""), Selection::default());
    assert!(!Selection::default().is_narrowed());
}

#[test]
fn a_query_is_written_in_one_way() {
    let selection = Selection {
        clusters: ["prod-eu".into(), "dev".into()].into(),
        namespaces: ["shop".into()].into(),
        kinds: [WorkloadKind::Job].into(),
        verdicts: [Verdict::Healthy, Verdict::Down].into(),
        only_problems: true,
        search: Search::new("back end & co"),
        group: GroupBy::Namespace,
        sort: SortBy::Restarts,
        density: Some(Density::Tiles),
    };
    assert_eq!(
        selection.to_query(),
        "cluster=dev&cluster=prod-eu&namespace=shop&kind=job&verdict=down&verdict=healthy&problems=1\
         &q=back+end+%26+co&group=namespace&sort=restarts&view=tiles"
    );
}

#[test]
fn deployments_are_shown_unless_kinds_are_asked_for() {
    let shown = |query: &str| {
        let kinds = Selection::from_query(query).asked_kinds();
        let words: Vec<&str> = kinds.into_iter().map(WorkloadKind::as_str).collect();
        words.join(" ")
    };
    let all = "deployment statefulset daemonset job cronjob pod";
    for (query, expected) in [
        ("", "deployment"),
        ("kind=", "deployment"),
        ("kind=*", "deployment"),
        ("kind=service", "deployment"),
        ("kind=job", "job"),
        ("kind=Job,pod&kind=deployment", "deployment job pod"),
        ("kind=all", all),
        ("q=kind:job", all),
        ("q=-kind:job", "deployment"),
        ("q=kind:job&kind=pod", "pod"),
    ] {
        assert_eq!(shown(query), expected, "{query}");
    }
    assert_eq!(Selection::from_query("kind=all").to_query(), "kind=all");
    assert!(Selection::from_query("kind=job").is_narrowed());
}

#[test]
fn kinds_travel_as_one_word() {
    for (query, word) in [
        ("", ""),
        ("kind=deployment", ""),
        ("kind=pod,job", "job,pod"),
        (
            "q=kind:x",
            "deployment,statefulset,daemonset,job,cronjob,pod",
        ),
    ] {
        let selection = Selection::from_query(query);
        assert_eq!(selection.kinds_query(), word, "{query}");
        let kinds = Selection::of_kinds(word).asked_kinds();
        assert_eq!(kinds, selection.asked_kinds());
    }
}

#[test]
fn lists_may_be_repeated_or_separated_by_commas() {
    for query in [
        "cluster=a&cluster=b",
        "cluster=a,b",
        "cluster=b,,a,%20",
        "cluster=b&cluster=a,b",
        "cluster=*,a,b",
    ] {
        let clusters: Vec<_> = Selection::from_query(query).clusters.into_iter().collect();
        assert_eq!(clusters, ["a".into(), "b".into()] as [Text; 2], "{query}");
    }
}

#[test]
fn what_is_not_understood_is_left_out() {
    for query in [
        "verdict=purple",
        "group=colour",
        "sort=",
        "density=table",
        "view=heap",
        "view=",
        "unknown=1",
        "=",
        "&&&",
        "%FF%zz",
        "problems=0",
        "problems=false",
        "problems=",
        "q=+++",
        "cluster=",
        "cluster=*",
    ] {
        assert_eq!(
            Selection::from_query(query),
            Selection::default(),
            "{query}"
        );
    }
}

#[test]
fn verdicts_are_read_in_any_case() {
    let verdicts = Selection::from_query("verdict=Down,HEALTHY,nonsense").verdicts;
    assert_eq!(verdicts, [Verdict::Down, Verdict::Healthy].into());
    assert!(
        "Purple"
            .parse::<Verdict>()
            .is_err_and(|e| e.to_string().contains("`Purple`"))
    );
}

#[test]
fn every_grouping_and_order_has_a_word_that_reads_back() {
    for (group, _) in GroupBy::ALL {
        let query = format!("group={}", group.as_str());
        assert_eq!(Selection::from_query(&query).group, group);
    }
    for (sort, _) in SortBy::ALL {
        let query = format!("sort={}", sort.as_str());
        assert_eq!(Selection::from_query(&query).sort, sort);
    }
    for (view, _) in Density::ALL {
        let query = format!("view={}", view.as_str());
        assert_eq!(Selection::from_query(&query).density, Some(view));
    }
}

#[test]
fn the_more_there_are_the_denser_they_are_proposed() {
    for (deployments, proposed) in [
        (0, Density::Cards),
        (300, Density::Cards),
        (301, Density::Table),
        (2000, Density::Table),
        (2001, Density::Tiles),
    ] {
        assert_eq!(Density::proposed(deployments), proposed, "{deployments}");
    }
}

#[test]
fn what_lasts_is_the_place_and_the_arrangement() {
    let lasting = |query: &str| Selection::from_query(query).lasting().to_query();
    assert_eq!(
        lasting("cluster=a&namespace=b&verdict=down&problems=1&q=x&group=none&sort=cpu&view=table"),
        "cluster=a&namespace=b&group=none&sort=cpu&view=table"
    );
    assert_eq!(lasting("view=wall&problems=1"), "");
}

#[test]
fn a_mistake_in_a_query_that_somebody_wrote_down_is_told() {
    for query in [
        "",
        "cluster=a,b&namespace=c&verdict=Down,failed&problems=1&q=x&group=none&sort=cpu&view=wall",
    ] {
        assert_eq!(check_query(query), Ok(()), "{query}");
    }
    for (query, words) in [
        ("?problems=1", "leave out"),
        ("/?problems=1", "leave out"),
        (
            "clusters=a",
            "\"clusters\" is not known; allowed are cluster, ",
        ),
        ("verdict=rotten", "`rotten` is no verdict"),
        ("problems=yes", "problems: \"yes\""),
        (
            "sort=fast",
            "allowed are worst, name, newest, restarts, cpu, memory",
        ),
        (
            "group=",
            "allowed are cluster, namespace, application, none",
        ),
        ("q=a&view=list", "allowed are cards, table, tiles, wall"),
    ] {
        let mistake = check_query(query).unwrap_err();
        assert!(mistake.contains(words), "{query}: {mistake}");
    }
}

#[test]
fn each_filter_narrows_and_widening_keeps_the_arrangement() {
    for query in [
        "cluster=a",
        "namespace=a",
        "verdict=down",
        "problems=1",
        "q=a",
    ] {
        let selection = Selection::from_query(&format!("{query}&group=application&sort=name"));
        assert!(selection.is_narrowed(), "{query}");
        let widened = selection.widened();
        assert!(!widened.is_narrowed(), "{query}");
        assert_eq!(
            (widened.group, widened.sort),
            (GroupBy::Application, SortBy::Name)
        );
    }
    assert!(!Selection::from_query("group=namespace&sort=newest").is_narrowed());
}

#[test]
fn no_choice_is_every_choice() {
    let all = Selection::default();
    assert!(all.has_cluster("a") && all.has_namespace("a"));
    let one = Selection::from_query("cluster=a&namespace=b");
    assert!(one.has_cluster("a") && !one.has_cluster("b"));
    assert!(one.has_namespace("b") && !one.has_namespace("a"));
}

#[test]
fn a_long_search_is_cut_at_200_characters() {
    let search = |text: String| {
        let selection = Selection::from_query(&format!("q={text}"));
        selection.search.as_str().to_owned()
    };
    assert_eq!(search("é".repeat(300)), "é".repeat(200));
    assert_eq!(search(format!("{}+b", "a".repeat(199))), "a".repeat(199));
}

fn names() -> impl Strategy<Value = std::collections::BTreeSet<Text>> {
    btree_set("[^,*\\s]{1,12}".prop_map(Text::from), 0..4)
}

fn selection() -> impl Strategy<Value = Selection> {
    let verdicts = btree_set(proptest::sample::select(Verdict::ALL.to_vec()), 0..4);
    let kinds = btree_set(proptest::sample::select(WorkloadKind::ALL.to_vec()), 0..7);
    let language = "(-?(ns:|tag:|kind:|foo:)?(\"[a-z -]{0,9}\"|[a-zé:\"+%&-]{0,5})[ \t]{1,2}){0,4}";
    let search = prop_oneof![".{0,20}", language].prop_map(|text| Search::new(&text));
    let group = proptest::sample::select(GroupBy::ALL.to_vec());
    let sort = proptest::sample::select(SortBy::ALL.to_vec());
    let density = proptest::sample::select(Density::ALL.map(|(density, _)| density).to_vec());
    (
        names(),
        (names(), kinds),
        verdicts,
        any::<bool>(),
        search,
        group,
        sort,
        proptest::option::of(density),
    )
        .prop_map(
            |(
                clusters,
                (namespaces, kinds),
                verdicts,
                only_problems,
                search,
                group,
                sort,
                density,
            )| {
                Selection {
                    clusters: clusters.into_iter().collect(),
                    namespaces: namespaces.into_iter().collect(),
                    kinds: kinds.into_iter().collect(),
                    verdicts: verdicts.into_iter().collect(),
                    only_problems,
                    search,
                    group: group.0,
                    sort: sort.0,
                    density,
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_reads_back(selection in selection()) {
        prop_assert_eq!(Selection::from_query(&selection.to_query()), selection);
    }

    #[test]
    fn what_is_written_is_without_mistakes(selection in selection()) {
        prop_assert_eq!(check_query(&selection.to_query()), Ok(()));
    }

    #[test]
    fn any_query_is_read_and_stays_what_it_is(query in "(q|cluster|verdict|sort|view|problems)=.{0,300}|.{0,50}") {
        let selection = Selection::from_query(&query);
        prop_assert_eq!(Selection::from_query(&selection.to_query()), selection);
    }
}
