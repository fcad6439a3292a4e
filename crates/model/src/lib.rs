//! The shared words of Dashboard-Light and every judgement it makes.
//!
//! Nothing here does IO, knows Kubernetes' own types, reads a clock or draws a page. The server and
//! the browser run the very same functions, so a filter typed in the browser and a filter in a REST
//! query cannot disagree.
//!
//! * What the cluster said, reduced to what we judge by: [`PodFacts`], [`DeploymentFacts`],
//!   [`ReplicaSetFacts`], [`StatefulSetFacts`], [`DaemonSetFacts`], [`JobFacts`], [`CronJobFacts`].
//! * What we say of it: [`pod_columns`] (kubectl's words), [`PodLevel`], [`Verdict`] by [`judge`]
//!   and its siblings for the other kinds.
//! * What a viewer gets: [`Row`], [`PodRow`], [`ClusterState`], [`Snapshot`], [`Delta`].
//! * What a viewer gets of logs: [`LogBatch`], [`LogNote`].
//! * What is read when somebody asks for it: [`Events`], [`Revision`].
//! * What a viewer picked: [`Selection`], with its [`Search`].
//! * Which version runs where: [`versions()`], as far as a [`VersionsQuery`] asks.

mod columns;
mod conditions;
mod container;
mod cron_job;
mod daemon_set;
mod delta;
mod deployment;
mod deployment_pods;
mod detail;
mod event;
mod follow;
mod found_pods;
mod freshness;
mod fuzzy;
mod history;
mod image;
mod job;
mod judge;
mod key;
mod kind;
mod level;
mod link;
mod logs;
mod naming;
mod places;
mod pod;
mod pod_columns;
mod quantity;
mod query;
mod rollout;
mod row;
mod search;
mod secret;
mod select;
mod selection;
mod shortage;
mod sorted_set;
mod stateful_set;
mod suggest;
mod text;
mod time;
mod totals;
mod usage_history;
mod verdict;
mod verdict_history;
mod versions;
mod why;
mod words;

pub use columns::{
    Column, cron_job_columns, daemon_set_columns, deployment_columns, job_columns,
    lone_pod_columns, stateful_set_columns,
};
pub use conditions::{Condition, condition};
pub use container::{ContainerSpec, ContainerState, ContainerStatus, Resources, Terminated};
pub use cron_job::{Concurrency, CronJobFacts};
pub use daemon_set::DaemonSetFacts;
pub use delta::{Applied, Delta, Snapshot};
pub use deployment::{DeploymentFacts, ReplicaSetFacts};
pub use deployment_pods::DeploymentPods;
pub use detail::{ContainerDetail, ContainerKind, DeploymentDetail, PodDetail, container_details};
pub use event::{Event, Events, merge_events};
pub use follow::{Health, Notice, ViewHealth};
pub use found_pods::FoundPods;
pub use freshness::{ClusterState, Freshness, FreshnessState, shown_verdict};
pub use fuzzy::Fuzzy;
pub use history::PodHistory;
pub use image::{ImageReference, image_tag};
pub use job::JobFacts;
pub use judge::{
    Judgement, ObservedJob, ObservedPod, Settings, judge, judge_cron_job, judge_daemon_set,
    judge_job, judge_pod, judge_stateful_set,
};
pub use key::{DeploymentKey, NoKey};
pub use kind::{UnknownKind, WorkloadKind};
pub use level::{Assessment, PodLevel, assess};
pub use link::{LinkFacts, LinkTemplate, split_tag};
pub use logs::{LogBatch, LogChoice, LogLine, LogNote, LogSource, NoteKind};
pub use naming::{ContainerName, NamingRules};
pub use places::{sort_places, sorted_places};
pub use pod::{InitContainer, Owner, Phase, PodFacts};
pub use pod_columns::{PodColumns, pod_columns};
pub use quantity::{parse_bytes, parse_millicores, show_bytes, show_millicores};
pub use query::check_query;
pub use rollout::{
    Change, ContainerTemplate, Manager, Revision, RolloutFacts, SetFacts, Stage, TemplateFacts,
    changes, revisions,
};
pub use row::{PodRow, Row, Usage};
pub use search::Search;
pub use secret::{HIDDEN, looks_secret, shown_value};
pub use select::{
    Grouped, UsageTable, find, group, group_picked, matches, matches_elsewhere, sort,
};
pub use selection::{Density, GroupBy, Selection, SortBy};
pub use shortage::Shortage;
pub use sorted_set::SortedSet;
pub use stateful_set::{StatefulSetFacts, UpdateStrategy};
pub use suggest::{Known, Suggestion, suggest};
pub use text::Text;
pub use time::{Timestamp, kubectl_duration};
pub use totals::Totals;
pub use usage_history::{
    DeploymentUsage, TREND_MINUTES, TREND_TOP, Trend, UsageHistory, UsageStep, UsageTrend,
};
pub use verdict::{UnknownVerdict, Verdict};
pub use verdict_history::{LastingVerdict, VerdictHistory, VerdictSpan};
pub use versions::{
    Application, Environments, Place, Running, VersionColumn, Versions, VersionsBy, VersionsQuery,
    version_of, versions, versions_csv, versions_markdown,
};
pub use why::Why;
pub use words::explain_exit;
