package io.longshore.importing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Where an import's bytes come from. The names are the Image API's. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ImportMethod.GlanceDirect.class, name = ImportMethod.GLANCE_DIRECT),
    @JsonSubTypes.Type(value = ImportMethod.WebDownload.class, name = ImportMethod.WEB_DOWNLOAD),
    @JsonSubTypes.Type(value = ImportMethod.CopyImage.class, name = ImportMethod.COPY_IMAGE)
})
public sealed interface ImportMethod {

    String GLANCE_DIRECT = "glance-direct";
    String WEB_DOWNLOAD = "web-download";
    String COPY_IMAGE = "copy-image";

    /** The methods on offer, in the order in which they are announced. */
    List<String> NAMES = List.of(GLANCE_DIRECT, WEB_DOWNLOAD, COPY_IMAGE);

    /** The bytes were staged beforehand, by {@code PUT /v2/images/{id}/stage}. */
    record GlanceDirect() implements ImportMethod {}

    /** The bytes are fetched from {@code uri}, which has passed the {@link UriPolicy}. */
    record WebDownload(String uri) implements ImportMethod {}

    /** The image is active; its bytes are in one of its stores. */
    record CopyImage() implements ImportMethod {}

    /** The method's name on the wire. */
    default String wireName() {
        return switch (this) {
            case GlanceDirect ignored -> GLANCE_DIRECT;
            case WebDownload ignored -> WEB_DOWNLOAD;
            case CopyImage ignored -> COPY_IMAGE;
        };
    }
}
