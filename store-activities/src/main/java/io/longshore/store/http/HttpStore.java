package io.longshore.store.http;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.importing.UriPolicy;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.StoreDescription;
import io.longshore.web.WebClient;
import io.longshore.web.WebDocument;

/** Images on the web, by their addresses. */
final class HttpStore implements ReadableStore {

    private final StoreDescription description;
    private final UriPolicy policy;
    private final WebClient web;

    HttpStore(StoreDescription description, UriPolicy policy, WebClient web) {
        this.description = description;
        this.policy = policy;
        this.web = web;
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        policy.objection(url.value()).ifPresent(reason -> {
            throw new ImageException(FailureKind.INVALID, description.id() + ": " + url + " is refused: " + reason);
        });
        return new HttpSource(description.id(), new WebDocument(web, url.value()));
    }
}
