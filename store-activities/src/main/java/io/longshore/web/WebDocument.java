package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A page that is read from several bytes on, by one reader or by many, and stays the same page all the while. Its server is asked for
 * nothing twice: the request that tells size and validator is the one that brings the bytes, if they are wanted from the beginning.
 * Fails as {@link WebClient#open} does.
 */
public final class WebDocument implements AutoCloseable {

    /** @param recalled by an earlier reader, not said by the server to this one: its size is no more than a word */
    private record Facts(String place, OptionalLong size, String validator, boolean takesRanges, boolean recalled) {

        /** The size that answers must agree with. */
        OptionalLong firmSize() {
            return recalled ? OptionalLong.empty() : size;
        }
    }

    private final WebClient client;
    private final String uri;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<@Nullable WebPage> unread = new AtomicReference<>();
    private final Set<WebPage> pages = ConcurrentHashMap.newKeySet();
    private final Openings openings = new Openings();
    private volatile @Nullable Facts facts;

    /** A page of which nothing is known. */
    public WebDocument(WebClient client, String uri) {
        this(client, uri, OptionalLong.empty(), "");
    }

    /**
     * A page that an earlier reader has seen.
     *
     * @param size as it was, answered until the server is asked; empty where it was not known
     * @param validator as it was; empty: the earlier reader is of no use
     */
    public WebDocument(WebClient client, String uri, OptionalLong size, String validator) {
        this.client = client;
        this.uri = uri;
        this.facts = validator.isEmpty() ? null : new Facts(hostOf(uri), size, validator, true, true);
    }

    /** Of the whole page; empty where its server does not say. Asks the server unless it has been asked. */
    public OptionalLong size() {
        return facts().size();
    }

    /** Names the state of the page; empty where its server gives nothing that can be trusted for that. */
    public String validator() {
        return facts().validator();
    }

    /** Whether reading may begin at any byte, as far as its server says. */
    public boolean takesRanges() {
        return facts().takesRanges();
    }

    /** The host that the bytes come from, as far as is known without asking. */
    public String place() {
        Facts known = facts;
        return known == null ? hostOf(uri) : known.place();
    }

    /**
     * The bytes from {@code from} on. At 0 reading begins anew, with whatever the page is by then; further on {@code SOURCE_CHANGED}
     * where it is not what it was, {@code UNSUPPORTED} where its server begins at 0 only. At or past the end there are none.
     */
    public ReadableByteChannel open(long from) {
        Facts known = facts;
        if (from > 0 && known != null && from >= known.firmSize().orElse(Long.MAX_VALUE)) {
            return Channels.newChannel(InputStream.nullInputStream());
        }
        WebPage page = from == 0 ? first() : rest(from, known);
        return keep(page).bytes();
    }

    private WebPage first() {
        WebPage page = unread.getAndSet(null);
        if (page == null) {
            page = client.open(uri, 0, "", openings);
            facts = of(page);
        }
        return page;
    }

    private WebPage rest(long from, @Nullable Facts known) {
        WebPage whole = unread.getAndSet(null);
        if (whole != null) {
            whole.close();
        }
        WebPage page = client.open(uri, from, known == null ? "" : known.validator(), openings);
        if (known == null) {
            facts = of(page);
        } else if (known.firmSize().isPresent() && !known.firmSize().equals(page.size())) {
            page.close();
            throw new ImageException(
                    FailureKind.SOURCE_CHANGED, page.place() + ": the page has changed: its size is another one now");
        } else {
            facts = new Facts(page.place(), page.size(), known.validator(), true, false);
        }
        return page;
    }

    private Facts facts() {
        Facts known = facts;
        if (known != null) {
            return known;
        }
        asking.lock();
        try {
            known = facts;
            if (known == null) {
                WebPage page = client.open(uri, 0, "", openings);
                known = of(page);
                unread.set(keep(page));
                facts = known;
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private WebPage keep(WebPage page) {
        pages.removeIf(p -> !p.bytes().isOpen());
        pages.add(page);
        if (openings.isOver()) {
            page.close();
            throw new ImageException(FailureKind.SOURCE_UNAVAILABLE, page.place() + ": reading was given up");
        }
        return page;
    }

    private static Facts of(WebPage page) {
        return new Facts(page.place(), page.size(), page.validator(), page.takesRanges(), false);
    }

    private static String hostOf(String uri) {
        HttpUrl url = HttpUrl.parse(uri);
        return url == null ? ShownUri.of(uri) : url.host();
    }

    /** Ends every reading. Repeatable. */
    @Override
    public void close() {
        openings.cancel();
        pages.forEach(WebPage::close);
    }
}
