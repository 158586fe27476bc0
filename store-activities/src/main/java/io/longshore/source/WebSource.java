package io.longshore.source;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SourceObject;
import io.longshore.web.WebClient;
import io.longshore.web.WebDocument;
import java.nio.channels.ReadableByteChannel;

/**
 * A page of the web. Reading goes on from a byte only where its server takes ranges and vouches by a strong validator that the page is
 * still the same; otherwise it begins anew.
 */
public final class WebSource implements ImportSource {

    private final WebDocument page;

    /** @param earlier what {@link #object()} answered to an earlier attempt; {@link SourceObject#unknown()} for a first one */
    public WebSource(WebClient client, String uri, SourceObject earlier) {
        this.page = new WebDocument(client, uri, earlier.size(), earlier.validator());
    }

    /** {@inheritDoc} Costs no request of its own where {@link #open} begins at 0 afterwards. */
    @Override
    public SourceObject object() {
        try {
            return new SourceObject(page.size(), page.validator());
        } catch (ImageException e) {
            throw Blame.onSource(place(), e);
        }
    }

    /**
     * {@inheritDoc} At 0 the page is taken as it is then, and {@link #object()} answers for that. {@code SOURCE_CHANGED} also where
     * the server no longer begins at {@code offset}: there is nothing to go on with then either.
     */
    @Override
    public ReadableByteChannel open(long offset) {
        if (offset > 0 && !restartable()) {
            throw new ImageException(FailureKind.UNSUPPORTED, place() + " does not let reading go on from a byte");
        }
        try {
            return page.open(offset);
        } catch (ImageException e) {
            throw e.kind() == FailureKind.UNSUPPORTED
                    ? new ImageException(
                            FailureKind.SOURCE_CHANGED, place() + ": reading cannot go on: " + e.getMessage(), e)
                    : Blame.onSource(place(), e);
        }
    }

    /** {@inheritDoc} Asks the server unless it has been asked, and fails as {@link #object()} does. */
    @Override
    public boolean restartable() {
        return !object().validator().isEmpty() && page.takesRanges();
    }

    @Override
    public String place() {
        return page.place();
    }

    @Override
    public String words() {
        return page.place();
    }

    /** There is no other place: throws {@code why}. */
    @Override
    public void turnFrom(String place, ImageException why) {
        throw why;
    }

    @Override
    public void close() {
        page.close();
    }
}
