package io.longshore.store.rbd;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The way to the cluster: connected when it is first needed, and again when it was lost. A cluster that could not be reached, or that
 * answers nothing any more, is down until it answers: one thread asks it again, and nobody who comes while that is known waits for it
 * longer than a moment. A session that Ceph has shut out is replaced by a new one, which Ceph takes for another client.
 */
final class RbdCluster {

    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** A cluster that is up says which it is within milliseconds. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final long LAYERING = 1;

    /** Layering, exclusive lock, object map, fast diff, deep flatten: what a client may ask for without more ado. */
    private static final long PLAIN_FEATURES = 61;

    private final RbdStoreConfig config;
    private final RbdFailures failures;
    private final CephLibraries libraries;
    private final NativeCalls calls;
    private final Object lock = new Object();
    private final AtomicBoolean listening = new AtomicBoolean();
    private @Nullable RbdSession session;
    private @Nullable ImageException down;
    private long downSince;
    private @Nullable Attempt attempt;
    private volatile @Nullable String fsid;
    private @Nullable Question question;

    RbdCluster(RbdStoreConfig config, RbdFailures failures, CephLibraries libraries, NativeCalls calls) {
        this.config = config;
        this.failures = failures;
        this.libraries = libraries;
        this.calls = calls;
        this.fsid = config.fsid();
    }

    /** The cluster's id; asks the cluster where nobody has said it yet. */
    String fsid() {
        String known = fsid;
        if (known != null) {
            return known;
        }
        RbdSession leased = lease();
        giveBack(leased);
        return leased.fsid();
    }

    /** The cluster's id, where it is known, or the cluster says it within {@link #MOMENT} of the first time that it is asked. */
    Optional<String> fsidSoon() {
        String known = fsid;
        if (known != null) {
            return Optional.of(known);
        }
        Question asked = asked();
        try {
            long left = MOMENT.toNanos() - (System.nanoTime() - asked.since());
            return Optional.of(asked.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Has the cluster asked which it is, where that is not known, for {@link #fsidSoon}. */
    void ask() {
        if (fsid == null) {
            asked();
        }
    }

    private record Question(CompletableFuture<String> answer, long since) {}

    /** Whoever comes while the cluster has not answered waits with the others. */
    private synchronized Question asked() {
        if (question == null || question.answer().isDone()) {
            question = new Question(calls.begin(this::fsid), System.nanoTime());
        }
        return question;
    }

    /** A session, to be given back. {@code UNAVAILABLE} while the cluster is down. */
    RbdSession lease() {
        while (true) {
            ImageException known;
            Attempt connecting;
            synchronized (lock) {
                known = down;
                if (known == null && session != null && session.lease()) {
                    return session;
                }
                if (known != null && (session != null || System.nanoTime() - downSince < PAUSE.toNanos())) {
                    throw told(known);
                }
                connecting = connecting();
            }
            if (known == null) {
                calls.await("connecting", connecting.answer(), connected -> {});
            } else if (!connecting.hasEndedInAMoment()) {
                throw told(known);
            }
        }
    }

    private static ImageException told(ImageException known) {
        return new ImageException(known.kind(), known.getMessage(), known);
    }

    /** The one attempt to connect that is under way. */
    private Attempt connecting() {
        if (attempt != null) {
            return attempt;
        }
        Attempt begun = new Attempt(calls.begin(this::connect).whenComplete(this::connected), System.nanoTime());
        attempt = begun.answer().isDone() ? null : begun;
        return begun;
    }

    private record Attempt(CompletableFuture<RbdSession> answer, long since) {

        /** Waits for it, but not longer than a moment from its beginning. */
        boolean hasEndedInAMoment() {
            try {
                answer.get(Math.max(0, MOMENT.toNanos() - (System.nanoTime() - since)), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException failed) {
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private void connected(@Nullable RbdSession made, @Nullable Throwable failure) {
        synchronized (lock) {
            attempt = null;
            if (made != null) {
                session = made;
                down = null;
            } else {
                isDown(
                        failure instanceof CompletionException e && e.getCause() instanceof ImageException known
                                ? known
                                : failures.ofCluster(FailureKind.INTERNAL, "connecting failed", failure));
            }
        }
    }

    private void isDown(ImageException why) {
        down = why;
        downSince = System.nanoTime();
    }

    void giveBack(RbdSession leased) {
        calls.start(leased::giveBack);
    }

    /** Whether others use another session by now. */
    boolean isLost(RbdSession used) {
        synchronized (lock) {
            return session != used;
        }
    }

    /**
     * A call was not answered in time. That may be one object's fault, or the cluster's: it is asked beside, and the store is down from
     * the first question that it does not answer to the first that it does.
     */
    void missedAnswer(RbdSession asked) {
        if (listening.compareAndSet(false, true)) {
            if (asked.lease()) {
                calls.start(() -> listen(asked));
            } else {
                listening.set(false);
            }
        }
    }

    private void listen(RbdSession asked) {
        try {
            while (!asked.isAnswered()) {
                synchronized (lock) {
                    if (session != asked) {
                        return;
                    }
                    isDown(failures.ofCluster(
                            FailureKind.UNAVAILABLE,
                            "the cluster of " + config.conf() + " does not answer; the store is down until it does",
                            null));
                }
            }
        } finally {
            synchronized (lock) {
                if (session == asked) {
                    down = null;
                }
            }
            listening.set(false);
            asked.giveBack();
        }
    }

    /** Ceph has shut this session out: the next one who needs the cluster gets a new one. */
    void lost(RbdSession dead) {
        synchronized (lock) {
            if (session == dead) {
                session = null;
                down = null;
            }
        }
        calls.start(dead::retire);
    }

    private RbdSession connect() {
        libraries.rbd();
        CephClient cluster = new CephClient(config.user());
        IoCTX pool = null;
        try {
            configure(cluster);
            cluster.connect();
            String found = requireSameCluster(cluster.clusterFsid());
            pool = open(cluster);
            libraries.rados().rados_set_pool_full_try(pool.getPointer());
            return new RbdSession(cluster, pool, found, address(cluster), features(cluster));
        } catch (RadosException e) {
            letGo(cluster, pool);
            throw unreachable(e);
        } catch (RuntimeException e) {
            letGo(cluster, pool);
            throw e;
        }
    }

    private void configure(Rados cluster) throws RadosException {
        if (!config.conf().toFile().canRead()) {
            throw failures.ofCluster(FailureKind.UNAVAILABLE, config.conf() + " cannot be read", null);
        }
        cluster.confReadFile(config.conf().toFile());
        if (config.keyring() != null) {
            cluster.confSet("keyring", config.keyring().toString());
        }
        String seconds = Long.toString(config.timeout().toSeconds());
        cluster.confSet("rados_osd_op_timeout", seconds);
        cluster.confSet("rados_mon_op_timeout", seconds);
        cluster.confSet("client_mount_timeout", seconds);
        // A write that succeeded is on disk: nothing waits in a cache for a flush that may fail.
        cluster.confSet("rbd_cache", "false");
        setWhereKnown(cluster, "rbd_persistent_cache_mode", "disabled");
        cluster.confSet("log_to_stderr", "false");
        cluster.confSet("err_to_stderr", "false");
    }

    private static void setWhereKnown(Rados cluster, String option, String value) {
        try {
            cluster.confSet(option, value);
        } catch (RadosException unknown) {
            // An older client has no such thing, so it need not be switched off.
            return;
        }
    }

    private String requireSameCluster(String found) {
        String expected = fsid;
        if (expected != null && !expected.equals(found)) {
            throw failures.ofCluster(
                    FailureKind.UNAVAILABLE,
                    "the cluster of " + config.conf() + " is " + found + ", and the images are in " + expected,
                    null);
        }
        fsid = found;
        return found;
    }

    private IoCTX open(Rados cluster) throws RadosException {
        try {
            return cluster.ioCtxCreate(config.pool());
        } catch (RadosException e) {
            if (RbdError.ENOENT.is(e.getReturnValue())) {
                throw failures.ofCluster(FailureKind.UNAVAILABLE, "the cluster has no pool " + config.pool(), e);
            }
            throw e;
        }
    }

    private static long features(Rados cluster) throws RadosException {
        try {
            long features =
                    Long.parseLong(cluster.confGet("rbd_default_features").strip()) & PLAIN_FEATURES;
            return features == 0 ? LAYERING : features;
        } catch (NumberFormatException e) {
            return LAYERING;
        }
    }

    private String address(CephClient cluster) {
        PointerByReference text = new PointerByReference();
        int answer = libraries.rados().rados_getaddrs(cluster.handle(), text);
        if (answer < 0) {
            throw failures.of("", "asking for the own address", answer);
        }
        Pointer addresses = text.getValue();
        try {
            return addresses.getString(0);
        } finally {
            libraries.rados().rados_buffer_free(addresses);
        }
    }

    private ImageException unreachable(RadosException e) {
        String words = RbdError.of(e.getReturnValue())
                .map(RbdError::words)
                .orElseGet(() -> "Ceph answers with error " + -e.getReturnValue());
        FailureKind kind = RbdError.of(e.getReturnValue()).map(RbdError::kind).orElse(FailureKind.UNAVAILABLE);
        return failures.ofCluster(
                kind == FailureKind.NOT_FOUND ? FailureKind.UNAVAILABLE : kind,
                "the cluster of " + config.conf() + " cannot be reached as " + config.user() + ": "
                        + (kind == FailureKind.NOT_FOUND ? "a file that it needs is missing (the keyring?)" : words),
                e);
    }

    private static void letGo(Rados cluster, @Nullable IoCTX pool) {
        if (pool != null) {
            cluster.ioCtxDestroy(pool);
        }
        cluster.shutDown();
    }
}
