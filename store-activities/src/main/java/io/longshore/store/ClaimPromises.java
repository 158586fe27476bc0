package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Claiming changes who may build on an object, and nothing else. */
final class ClaimPromises {

    private ClaimPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("lets an object be claimed, and read meanwhile", ClaimPromises::claims);
        all.put("lets a claim be taken back", ClaimPromises::unclaims);
        all.put("deletes what was claimed", ClaimPromises::deletes);
        all.put("takes claiming what was never there for done", ClaimPromises::absent);
        return all;
    }

    private static Claims of(Store store) {
        return store.claims().orElseThrow(() -> new AssertionError("another process has no claims on the store"));
    }

    private static void claims(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.stored(content);
        of(trial.store()).claim(url);
        of(trial.reopened()).claim(url);
        trial.mustHold(url, content);
    }

    private static void unclaims(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.stored(content);
        of(trial.store()).unclaim(url);
        of(trial.store()).claim(url);
        of(trial.reopened()).unclaim(url);
        of(trial.reopened()).unclaim(url);
        trial.mustHold(url, content);
    }

    private static void deletes(Trial trial) {
        ObjectUrl url = trial.stored(trial.content(3000));
        of(trial.store()).claim(url);
        trial.store().delete(url);
        trial.mustBeAbsent(url);
    }

    private static void absent(Trial trial) {
        ObjectUrl url = trial.address();
        of(trial.store()).claim(url);
        of(trial.store()).unclaim(url);
        trial.mustBeAbsent(url);
    }
}
