package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.INVALID;

import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be said about where an image's copies lie, while it is being said. */
public final class LocationDraft {

    /** As many as Glance allows. */
    private static final int MOST = 10;

    /** The last position of a list. */
    public static final int END = -1;

    /**
     * A copy as somebody names it.
     *
     * @param metadata JSON values; {@code store} among them names the store
     * @param hashes what its bytes hash to, where that was said
     */
    public record Said(
            ObjectUrl url,
            Map<String, Object> metadata,
            @Nullable SaidHashes hashes) {}

    /**
     * What somebody says that bytes hash to.
     *
     * @param checksum their MD5 in hex, if that was said, too
     */
    public record SaidHashes(@Nullable String checksum, ExpectedHash hash) {}

    private final List<Said> now = new ArrayList<>();
    private final Map<ObjectUrl, ImageLocation> before;
    private ImageStatus status;
    private boolean changed;

    private LocationDraft(ImageStatus status, List<ImageLocation> locations) {
        this.status = status;
        this.before = locations.stream()
                .collect(Collectors.toMap(l -> l.url().withoutCredentials(), l -> l, (one, other) -> one));
        locations.forEach(l -> now.add(new Said(l.url().withoutCredentials(), l.metadata(), null)));
    }

    /** Of an image that is not there yet. */
    static LocationDraft none() {
        return new LocationDraft(ImageStatus.QUEUED, List.of());
    }

    static LocationDraft of(Image image) {
        return new LocationDraft(image.status(), image.locations());
    }

    /** {@code CONFLICT} unless the image is active or queued, {@code INVALID} for one that it has, {@code TOO_LARGE} for too many. */
    public void add(Said location) {
        requireOpen("add");
        require(now.stream().noneMatch(n -> n.url().equals(location.url())), INVALID, "Invalid location");
        if (now.size() >= MOST) {
            throw new ImageException(
                    FailureKind.TOO_LARGE,
                    "The limit has been exceeded on the number of allowed image locations. Attempted: "
                            + (now.size() + 1) + ", Maximum: " + MOST);
        }
        now.add(location);
        status = ImageStatus.ACTIVE;
        changed = true;
    }

    /**
     * Where there are copies only what is said of them may change: {@code INVALID} where these are not all of them. {@code CONFLICT}
     * unless the image is active or queued.
     */
    public void replace(List<Said> locations) {
        requireOpen("replace");
        if (!now.isEmpty()) {
            Set<ObjectUrl> kept = urls(now);
            boolean same = urls(locations).equals(kept) && locations.size() == kept.size();
            require(same, INVALID, "Original locations is not empty: the addresses of the copies cannot be changed");
            now.clear();
            now.addAll(locations);
        } else {
            locations.forEach(this::add);
        }
        changed = true;
    }

    /**
     * @param position in the order in which they are shown, or {@link #END}. {@code CONFLICT} unless the image is active, {@code FORBIDDEN} for
     *     the last one, {@code INVALID} where there is none.
     */
    public void remove(int position) {
        require(
                status == ImageStatus.ACTIVE,
                CONFLICT,
                "It's not allowed to remove locations if image status is " + status.wire() + ".");
        require(now.size() > 1, FORBIDDEN, "Cannot remove last location in the image.");
        int index = position == END ? now.size() - 1 : position;
        require(index < now.size(), INVALID, "Invalid position for removing a location.");
        now.remove(index);
        changed = true;
    }

    private void requireOpen(String what) {
        require(
                status == ImageStatus.ACTIVE || status == ImageStatus.QUEUED,
                CONFLICT,
                "It's not allowed to " + what + " locations if image status is " + status.wire() + ".");
    }

    private static void require(boolean fine, FailureKind kind, String otherwise) {
        if (!fine) {
            throw new ImageException(kind, otherwise);
        }
    }

    private static Set<ObjectUrl> urls(List<Said> locations) {
        return locations.stream().map(Said::url).collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether anything was said. */
    boolean isChanged() {
        return changed;
    }

    /** Copies that the image is to have, and has not. */
    List<Said> added() {
        return now.stream().filter(n -> !before.containsKey(n.url())).toList();
    }

    /** What was said that the bytes hash to. */
    List<SaidHashes> hashes() {
        return now.stream().map(Said::hashes).filter(Objects::nonNull).toList();
    }

    /** Copies that the image is to lose. */
    List<ImageLocation> dropped() {
        Set<ObjectUrl> kept = urls(now);
        return before.values().stream()
                .filter(l -> !kept.contains(l.url().withoutCredentials()))
                .toList();
    }

    /** Copies that stay, as they are spoken of now. */
    List<Said> kept() {
        return now.stream().filter(n -> before.containsKey(n.url())).toList();
    }

    ImageLocation before(Said kept) {
        return Objects.requireNonNull(before.get(kept.url()), "only for copies that were there");
    }
}
