"""The benchmarks: each figure beside the limit it is judged against, measured in the same run."""
