package io.longshore.activity;

/** What all attempts of one process have in common: whether it goes down, which of them hang, and who has its slots. */
record Attempts(Drain drain, Silences silences, Shares shares) {}
