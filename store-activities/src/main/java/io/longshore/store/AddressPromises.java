package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What a store is called, how it says what it can take, and where its objects lie. */
final class AddressPromises {

    private static final List<ObjectUrl> FOREIGN = List.of(
            ObjectUrl.of("nowhere://elsewhere/" + ImageId.random()),
            ObjectUrl.of(ImageId.random().toString()),
            ObjectUrl.of("://"),
            ObjectUrl.of(""));

    private AddressPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("says the same about itself for its whole life", AddressPromises::describes);
        all.put("has limits that make sense", AddressPromises::limits);
        all.put("calls an image's uploads as Glance does, then .2 and .3", AddressPromises::names);
        all.put("gives every upload an address of its own", AddressPromises::distinct);
        all.put("creates nothing by giving an address", AddressPromises::placesNothing);
        all.put("refuses addresses of other stores", AddressPromises::foreign);
        return all;
    }

    private static void describes(Trial trial) {
        StoreDescription first = trial.store().describe();
        trial.must(first.equals(trial.reopened().describe()), "another process is told something else: " + first);
        trial.store(trial.address(), trial.content(1));
        trial.must(first.equals(trial.store().describe()), "after an upload it says something else: " + first);
        trial.must(!first.type().isBlank(), "its type is blank");
        trial.mustKeepSecrets(first.toString());
    }

    private static void limits(Trial trial) {
        StoreLimits limits = trial.store().describe().limits();
        trial.must(limits.parallelParts() >= 1, "no part can be written at a time: " + limits);
        trial.must(limits.maxParts() >= 1, "no object can have a part: " + limits);
        trial.must(limits.maxObjectBytes() >= limits.partBytes(), "no object can have a whole part: " + limits);
        trial.must(limits.partAt(limits.partBytes()).number() == 2, "the second part is not the second: " + limits);
    }

    private static void names(Trial trial) {
        ImageId image = ImageId.random();
        String first = trial.address(image, 1).value();
        trial.must(first.contains(image.toString()), "the image's id is not in " + first);
        for (int nth = 2; nth <= 3; nth++) {
            String wanted = first.replace(image.toString(), image + "." + nth);
            String later = trial.address(image, nth).value();
            trial.must(later.equals(wanted), "upload " + nth + " is at " + later + ", not at " + wanted);
        }
        ObjectUrl known = trial.store().canonical(ObjectUrl.of(first));
        trial.must(known.value().equals(first), "what it calls " + first + " it knows as " + known);
        trial.mustKeepSecrets(first);
        trial.must(!first.contains("@"), "the address names a user: " + first);
    }

    private static void distinct(Trial trial) {
        Set<ObjectUrl> addresses = new HashSet<>();
        ImageId image = ImageId.random();
        for (int nth = 1; nth <= 12; nth++) {
            addresses.add(trial.address(image, nth));
            addresses.add(trial.address());
        }
        trial.must(addresses.size() == 24, "24 uploads have " + addresses.size() + " addresses");
    }

    private static void placesNothing(Trial trial) throws Exception {
        trial.stored(trial.content(1));
        ObjectUrl url = trial.address();
        trial.mustBeAbsent(url);
        trial.address(ImageId.random(), 2);
        PatternBytes content = trial.content(9);
        trial.store(url, content);
        trial.mustHold(url, content);
    }

    private static void foreign(Trial trial) {
        for (ObjectUrl url : FOREIGN) {
            Store store = trial.store();
            OptionalLong size = OptionalLong.of(1);
            trial.mustFail(FailureKind.INVALID, "reading " + url, () -> store.source(url));
            trial.mustFail(FailureKind.INVALID, "knowing " + url, () -> store.canonical(url));
            trial.mustFail(FailureKind.INVALID, "writing " + url, () -> store.begin(url, size));
            trial.mustFail(FailureKind.INVALID, "resuming " + url, () -> store.resume(url, size, Extents.NONE));
            trial.mustFail(FailureKind.INVALID, "deleting " + url, () -> {
                store.delete(url);
                return "that it is done";
            });
        }
    }
}
