package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every store must hold, as tests. One subclass for each kind of server; it names the capabilities that it expects, so that
 * losing one is noticed.
 */
public abstract class StoreContract {

    /** Behaviour that a store may have. */
    public enum Capability {
        LOCAL_FILES,
        INVENTORY,
        CLAIMS,
        SERVER_SIDE_COPY
    }

    /** The store under test; each call gives it anew, as another process would have it, on the same server. */
    protected abstract Store open() throws Exception;

    /** Everything optional that the store can do, and nothing else. */
    protected abstract Set<Capability> capabilities();

    /** What must be told nowhere: the passwords and keys that the store was opened with. */
    protected Set<String> secrets() {
        return Set.of();
    }

    @Test
    void hasTheCapabilitiesThatAreExpected() throws Exception {
        Store store = open();
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        store.localFiles().ifPresent(ignored -> found.add(Capability.LOCAL_FILES));
        store.inventory().ifPresent(ignored -> found.add(Capability.INVENTORY));
        store.claims().ifPresent(ignored -> found.add(Capability.CLAIMS));
        store.serverSideCopy().ifPresent(ignored -> found.add(Capability.SERVER_SIDE_COPY));
        assertThat(found).isEqualTo(capabilities());
    }

    @TestFactory
    Stream<DynamicTest> holdsItsPromises() {
        return new StorePromises(this::opened, secrets())
                .all().stream().map(promise -> DynamicTest.dynamicTest(promise.words(), () -> mustBeHeld(promise)));
    }

    private Store opened() {
        try {
            return open();
        } catch (Exception e) {
            throw new IllegalStateException("the store under test cannot be opened", e);
        }
    }

    private static void mustBeHeld(StorePromise promise) {
        StorePromise.Verdict verdict = promise.test();
        if (!verdict.isHeld()) {
            throw new AssertionError("broken: " + promise.words() + ": " + verdict.reason(), verdict.breach());
        }
    }
}
