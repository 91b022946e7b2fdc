//! Words per second of the language engine, stage by stage and in all, on the sample articles; and how long it loads.
//!
//! One thread, as a running program sees it: caches are warm after the first texts. `elem/s` are words (tokens).

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use demarche::nlp::Pipeline;
use demarche::text::Span;

/// The sample articles.
fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the sample articles").flatten().map(|e| e.path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt"));
    texts.map(|path| std::fs::read_to_string(path).expect("a sample article")).collect()
}

/// Returns the time of each stage over all texts.
fn stages(pipeline: &Pipeline, texts: &[String]) -> BTreeMap<&'static str, Duration> {
    let mut times = BTreeMap::new();
    for text in texts {
        let mut last = Instant::now();
        let whole = [Span::new(0, text.len() as u32)];
        black_box(pipeline.annotate_observed(text, &whole, &mut |stage| {
            *times.entry(stage).or_default() += last.elapsed();
            last = Instant::now();
        }));
    }
    times
}

fn annotate(criterion: &mut Criterion) {
    let (pipeline, texts) = (Pipeline::bundled(), texts());
    let words: usize = texts.iter().map(|text| pipeline.annotate(text).len()).sum();
    let mut group = criterion.benchmark_group("nlp");
    group.throughput(Throughput::Elements(words as u64));
    for stage in stages(&pipeline, &texts).into_keys() {
        group.bench_function(stage, |bencher| {
            bencher.iter_custom(|rounds| (0..rounds).map(|_| stages(&pipeline, &texts)[stage]).sum());
        });
    }
    group.bench_function("all", |bencher| {
        bencher.iter(|| texts.iter().map(|text| pipeline.annotate(text).len()).sum::<usize>());
    });
    group.finish();
    criterion.bench_function("load", |bencher| bencher.iter(Pipeline::bundled));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = annotate
}
criterion_main!(benches);
