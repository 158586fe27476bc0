package io.longshore.service;

import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageStatus;
import io.longshore.image.Visibility;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be said about an image, while it is being said: a draft is filled by one thread, then checked as a whole. */
public final class ImageDraft {

    private final ImageStatus status;
    private @Nullable String name;
    private Visibility visibility;
    private final Set<Visibility> visibilitiesAsked = EnumSet.noneOf(Visibility.class);
    private boolean isProtected;
    private boolean isHidden;
    private @Nullable String owner;
    private boolean ownerAsked;
    private int minRam;
    private int minDisk;
    private @Nullable DiskFormat diskFormat;
    private @Nullable ContainerFormat containerFormat;
    private Set<String> tags;
    private final Map<String, String> properties;
    private final LocationDraft locations;

    private ImageDraft(
            ImageStatus status,
            Visibility visibility,
            Set<String> tags,
            Map<String, String> properties,
            LocationDraft locations) {
        this.status = status;
        this.visibility = visibility;
        this.tags = new LinkedHashSet<>(tags);
        this.properties = new LinkedHashMap<>(properties);
        this.locations = locations;
    }

    /** A new image of {@code project}, of which nothing has been said. */
    static ImageDraft fresh(String project) {
        var draft = new ImageDraft(ImageStatus.QUEUED, Visibility.SHARED, Set.of(), Map.of(), LocationDraft.none());
        draft.owner = project;
        return draft;
    }

    static ImageDraft of(Image image) {
        var draft = new ImageDraft(
                image.status(), image.visibility(), image.tags(), image.properties(), LocationDraft.of(image));
        draft.name = image.name();
        draft.isProtected = image.isProtected();
        draft.isHidden = image.isHidden();
        draft.owner = image.owner();
        draft.minRam = image.minRam();
        draft.minDisk = image.minDisk();
        draft.diskFormat = image.diskFormat();
        draft.containerFormat = image.containerFormat();
        return draft;
    }

    /** {@code image}, as the draft has it. */
    Image applyTo(Image image) {
        return new Image(
                image.id(),
                name,
                image.status(),
                visibility,
                isProtected,
                isHidden,
                owner,
                image.sizeBytes(),
                image.virtualSizeBytes(),
                image.hashes(),
                minRam,
                minDisk,
                diskFormat,
                containerFormat,
                image.createdAt(),
                image.updatedAt(),
                tags,
                properties,
                image.importingTo(),
                image.failedImport(),
                image.openImport(),
                image.locations());
    }

    public void name(@Nullable String value) {
        name = value;
    }

    public void visibility(Visibility value) {
        visibility = value;
        visibilitiesAsked.add(value);
    }

    public void isProtected(boolean value) {
        isProtected = value;
    }

    public void isHidden(boolean value) {
        isHidden = value;
    }

    public void owner(@Nullable String value) {
        owner = value;
        ownerAsked = true;
    }

    /** @param mebibytes not negative */
    public void minRam(int mebibytes) {
        minRam = mebibytes;
    }

    /** @param gibibytes not negative */
    public void minDisk(int gibibytes) {
        minDisk = gibibytes;
    }

    /** {@code FORBIDDEN} once the image has bytes; and to be without, while they come. */
    public void diskFormat(@Nullable DiskFormat value) {
        requireNoBytes("disk_format");
        requireValueWhileImporting("disk_format", value);
        diskFormat = value;
    }

    /** {@code FORBIDDEN} once the image has bytes; and to be without, while they come. */
    public void containerFormat(@Nullable ContainerFormat value) {
        requireNoBytes("container_format");
        requireValueWhileImporting("container_format", value);
        containerFormat = value;
    }

    private void requireNoBytes(String attribute) {
        if (status != ImageStatus.QUEUED && status != ImageStatus.IMPORTING) {
            throw new ImageException(
                    FailureKind.FORBIDDEN, "Attribute " + attribute + " can be only replaced for a queued image.");
        }
    }

    /** An image that becomes active has its formats; Glance looks at that when it becomes so, which would cost the import. */
    private void requireValueWhileImporting(String attribute, @Nullable Object value) {
        if (status == ImageStatus.IMPORTING && value == null) {
            throw new ImageException(
                    FailureKind.FORBIDDEN,
                    "Attribute " + attribute + " cannot be removed while the image is imported.");
        }
    }

    public void tags(Set<String> value) {
        tags = new LinkedHashSet<>(value);
    }

    /** The tags, to be changed in place. */
    public Set<String> tags() {
        return tags;
    }

    /** The custom properties, to be changed in place. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Where its copies lie, to be changed in place. */
    public LocationDraft locations() {
        return locations;
    }

    /** What was asked for, wanted or not in the end. */
    Set<Visibility> visibilitiesAsked() {
        return visibilitiesAsked;
    }

    boolean ownerAsked() {
        return ownerAsked;
    }

    @Nullable
    String owner() {
        return owner;
    }

    @Nullable
    String name() {
        return name;
    }

    Visibility visibility() {
        return visibility;
    }

    boolean isProtected() {
        return isProtected;
    }

    boolean isHidden() {
        return isHidden;
    }

    int minRam() {
        return minRam;
    }

    int minDisk() {
        return minDisk;
    }

    @Nullable
    DiskFormat diskFormat() {
        return diskFormat;
    }

    @Nullable
    ContainerFormat containerFormat() {
        return containerFormat;
    }
}
