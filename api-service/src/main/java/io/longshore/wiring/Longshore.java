package io.longshore.wiring;

import io.longshore.activity.ImportWorker;
import io.longshore.activity.StagingHost;
import io.longshore.api.glance.WireSettings;
import io.longshore.auth.AccessPolicy;
import io.longshore.auth.Authenticator;
import io.longshore.auth.NoAuthenticator;
import io.longshore.auth.TokenFileAuthenticator;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.UriPolicy;
import io.longshore.notify.LogNotifier;
import io.longshore.service.Announcer;
import io.longshore.service.Audit;
import io.longshore.service.FailedHistories;
import io.longshore.service.ForgottenClaims;
import io.longshore.service.Hashing;
import io.longshore.service.ImageData;
import io.longshore.service.ImageLimits;
import io.longshore.service.ImportAccess;
import io.longshore.service.Imports;
import io.longshore.service.ProgressReader;
import io.longshore.service.Reclaims;
import io.longshore.service.Reconciler;
import io.longshore.service.Runs;
import io.longshore.store.StoreFactory;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.store.http.HttpStoreFactory;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.store.swift.SwiftStoreFactory;
import io.longshore.web.WebLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a process together: which parts there are, who knows whom, and in which order they come and go. */
public final class Longshore implements EngineFactory {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final List<StoreFactory> more;

    public Longshore() {
        this(List.of());
    }

    /** With {@code more} kinds of stores beside those that everybody has. */
    public Longshore(List<StoreFactory> more) {
        this.more = List.copyOf(more);
    }

    @Override
    public Map<String, StoreFactory> storeFactories(Path configDirectory) {
        return storeFactories(configDirectory, UriPolicy.defaults());
    }

    private Map<String, StoreFactory> storeFactories(Path configDirectory, UriPolicy policy) {
        List<StoreFactory> all = new ArrayList<>(List.of(
                new FileStoreFactory(configDirectory),
                new S3StoreFactory(configDirectory),
                new SwiftStoreFactory(configDirectory),
                new HttpStoreFactory(configDirectory, policy, WebLimits.defaults()),
                new RbdStoreFactory(configDirectory)));
        all.addAll(more);
        Map<String, StoreFactory> factories = new LinkedHashMap<>();
        all.forEach(factory -> factories.put(factory.type(), factory));
        return factories;
    }

    @Override
    public Engine start(EngineOrder order) {
        Running running = new Running();
        try {
            return start(order, running);
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    private Engine start(EngineOrder order, Running running) {
        EngineConfig config = order.config();
        if (order.role().servesApi()) {
            requireFree(config.http());
        }
        Parts parts = running.add(new Parts(
                order, storeFactories(config.folder(), config.imports().uriPolicy())));
        TemporalConnection temporal = running.add(new TemporalConnection(order.temporal(), order.namespace()));
        temporal.warm();
        StagingHost host = order.role().works() || order.withStaging() ? parts.host() : null;
        Schema schema = running.add(new Schema(parts.database));
        schema.migrate(() -> {
            if (host != null) {
                host.start();
            }
        });
        if (order.role().works() || order.withStaging()) {
            ImportWorker worker = running.goesFirst(new ImportWorker(
                    temporal.waiting(),
                    parts.worker(),
                    new ImportWorker.Slots(
                            config.worker().fetches(),
                            config.worker().copies(),
                            config.worker().turn())));
            worker.start();
        }
        if (host != null) {
            running.goesFirst(host);
        }
        if (order.role().servesApi()) {
            running.serves(api(config, parts, temporal, running));
        }
        return running;
    }

    private static URI api(EngineConfig config, Parts parts, TemporalConnection temporal, Running running) {
        Runs runs = new Runs(temporal.asking(), config.imports().settings());
        Imports imports = running.add(new Imports(parts.catalog, parts.stores, runs, parts.web::check));
        Reclaims reclaims = running.add(new Reclaims(parts.reclaimer, runs));
        running.add(started(new Reconciler(parts.catalog, runs)));
        Audit audit = running.add(new Audit(parts.catalog, parts.stores));
        audit.start();
        ForgottenClaims forgotten = running.add(new ForgottenClaims(parts.catalog, parts.stores));
        forgotten.start();
        Path histories = config.imports().failedHistories();
        if (histories != null) {
            running.add(started(new FailedHistories(parts.catalog, runs, histories)));
        }
        Hashing hashing = running.add(new Hashing(parts.catalog, parts.stores, parts.transfer));
        hashing.start();
        running.add(started(new Announcer(parts.catalog, new LogNotifier())));
        ImageData data = running.add(new ImageData(
                parts.catalog,
                parts.stores,
                parts.transfer,
                parts.bandwidth,
                parts.reclaimer,
                config.limits().imageBytes(),
                parts.staging,
                parts.place));
        var movers = new ImportWiring.Movers(data, imports, new ProgressReader(parts.catalog, temporal.asking()));
        ApiServer server = running.add(serve(
                settings(config),
                new ApiParts(parts.catalog, parts.stores, authenticator(config.auth()), imports::tell, reclaims),
                movers));
        running.goesFirst(server.bean(ImportAccess.class));
        InetAddress address = config.http().address();
        String shown = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return URI.create("http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + server.port());
    }

    private static ApiServer serve(ApiSettings settings, ApiParts parts, ImportWiring.Movers movers) {
        try {
            return ApiServer.start(settings, parts, context -> {
                context.getBeanFactory().registerSingleton("movers", movers);
                context.registerBean(ImportWiring.class);
            });
        } catch (org.springframework.boot.web.server.WebServerException
                | org.springframework.context.ApplicationContextException e) {
            throw notFree(settings.address(), settings.port(), e);
        }
    }

    /** Asked before anything begins that would have to be handed over again. */
    private static void requireFree(HttpConfig http) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.address(), http.port()));
        } catch (IOException e) {
            throw notFree(http.address(), http.port(), e);
        }
    }

    private static ImageException notFree(@Nullable InetAddress address, int port, Exception e) {
        return new ImageException(
                FailureKind.UNAVAILABLE,
                "http: port " + port + " of " + (address == null ? "all addresses" : address.getHostAddress())
                        + " cannot be listened on (" + e.getMessage() + "); choose another port, or an address of this"
                        + " machine (http.port, http.address)",
                e);
    }

    private static ApiSettings settings(EngineConfig config) {
        LimitsConfig limits = config.limits();
        return new ApiSettings(
                config.http().address(),
                config.http().port(),
                new WireSettings(
                        config.http().publicEndpoint(),
                        config.imports().methods(),
                        limits.jsonBodyBytes(),
                        RETRY_AFTER,
                        config.http().locations()),
                new ImageLimits(
                        limits.properties(), limits.tags(), limits.members(), limits.page(), limits.largestPage()),
                switch (config.imports().copyImageBy()) {
                    case ADMIN -> AccessPolicy.CopyImage.ADMIN;
                    case OWNER -> AccessPolicy.CopyImage.OWNER;
                });
    }

    private static Authenticator authenticator(AuthConfig auth) {
        return switch (auth) {
            case AuthConfig.None ignored -> new NoAuthenticator();
            case AuthConfig.TokenFile tokens -> new TokenFileAuthenticator(tokens.file());
        };
    }

    private static Reconciler started(Reconciler reconciler) {
        reconciler.start();
        return reconciler;
    }

    private static FailedHistories started(FailedHistories histories) {
        histories.start();
        return histories;
    }

    private static Announcer started(Announcer announcer) {
        announcer.start();
        return announcer;
    }

    /** What runs in this process; goes in the opposite order of its coming, but for what hands over its work first. */
    private static final class Running implements Engine {

        private static final Logger LOG = LoggerFactory.getLogger(Longshore.class);

        private final Deque<AutoCloseable> parts = new ArrayDeque<>();
        private final Deque<AutoCloseable> handingOver = new ArrayDeque<>();
        private @Nullable URI api;

        synchronized <T extends AutoCloseable> T add(T part) {
            parts.push(part);
            return part;
        }

        /** Goes before everything that {@link #add} was told of: requests that take long must not keep work from other hosts. */
        synchronized <T extends AutoCloseable> T goesFirst(T part) {
            handingOver.push(part);
            return part;
        }

        void serves(URI api) {
            this.api = api;
        }

        @Override
        public Optional<URI> api() {
            return Optional.ofNullable(api);
        }

        @Override
        public synchronized void close() {
            close(handingOver);
            close(parts);
        }

        private static void close(Deque<AutoCloseable> parts) {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    LOG.warn("A part did not end well: {}", e.toString());
                }
            }
        }
    }
}
