package io.longshore.store.http;

import io.longshore.image.StoreId;
import io.longshore.importing.UriPolicy;
import io.longshore.store.ReadableStore;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreFactory;
import io.longshore.store.StoreLimits;
import io.longshore.web.HostResolver;
import io.longshore.web.TlsTrust;
import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes http stores: read-only, for images whose location is an address on the web. */
public final class HttpStoreFactory implements StoreFactory {

    private static final StoreLimits READ_ONLY =
            new StoreLimits(StoreLimits.PART_UNIT_BYTES, Integer.MAX_VALUE, Long.MAX_VALUE, 1);

    private final Path configDirectory;
    private final UriPolicy policy;
    private final WebLimits limits;
    private final HostResolver resolver;

    /**
     * @param configDirectory what relative paths in options are relative to
     * @param policy that every address must pass, as for imports from the web
     */
    public HttpStoreFactory(Path configDirectory, UriPolicy policy, WebLimits limits) {
        this(configDirectory, policy, limits, HostResolver.system());
    }

    public HttpStoreFactory(Path configDirectory, UriPolicy policy, WebLimits limits, HostResolver resolver) {
        this.configDirectory = configDirectory;
        this.policy = policy;
        this.limits = limits;
        this.resolver = resolver;
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public List<String> options() {
        return HttpStoreConfig.KNOWN;
    }

    @Override
    public ReadableStore create(StoreId id, String description, int weight, Map<String, Object> options) {
        HttpStoreConfig config = HttpStoreConfig.of(id, configDirectory, options);
        return new HttpStore(
                new StoreDescription(id, type(), description, weight, READ_ONLY, Map.of()),
                policy,
                new WebClient(policy, limits, resolver, trust(id, config)));
    }

    private static TlsTrust trust(StoreId id, HttpStoreConfig config) {
        if (config.trustsAnyone()) {
            return TlsTrust.anyone();
        }
        Path authorities = config.authorities();
        if (authorities == null) {
            return TlsTrust.system();
        }
        try {
            return TlsTrust.authorities(authorities);
        } catch (IOException e) {
            throw HttpStoreConfig.invalid(
                    id,
                    HttpStoreConfig.AUTHORITIES,
                    "names a file that holds no certificates or cannot be read: " + authorities);
        }
    }
}
