package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name that an operator gave a store. */
public record StoreId(String value) implements Comparable<StoreId> {

    private static final String RESERVED_PREFIX = "os_glance_";

    public StoreId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a store id must not be blank");
        }
    }

    @JsonCreator
    public static StoreId of(String value) {
        return new StoreId(value);
    }

    /** Whether the id is one that the Image API reserves for its own staging and task stores. */
    public boolean isReserved() {
        return value.startsWith(RESERVED_PREFIX);
    }

    @Override
    public int compareTo(StoreId other) {
        return value.compareTo(other.value);
    }

    @Override
    @JsonValue
    public String toString() {
        return value;
    }
}
