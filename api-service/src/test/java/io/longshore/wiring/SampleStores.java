package io.longshore.wiring;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreFactory;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Two kinds of stores that exist on paper: enough for what a configuration says about them. */
public final class SampleStores {

    private SampleStores() {}

    public static Map<String, StoreFactory> factories() {
        return Map.of("file", new Writable(), "http", new ReadOnly());
    }

    private record Writable() implements StoreFactory {
        @Override
        public String type() {
            return "file";
        }

        @Override
        public List<String> options() {
            return List.of("directory", "timeout");
        }

        @Override
        public ReadableStore create(StoreId id, String description, int weight, Map<String, Object> options) {
            if (!(options.get("directory") instanceof String)) {
                throw invalid(id, "option directory must be given: the path of a directory");
            }
            options.keySet().stream().filter(o -> !options().contains(o)).forEach(o -> {
                throw invalid(id, "option " + o + " is unknown to a file store; known are directory, timeout");
            });
            return new OnPaper(describe(id, type(), description, weight));
        }
    }

    private record ReadOnly() implements StoreFactory {
        @Override
        public String type() {
            return "http";
        }

        @Override
        public List<String> options() {
            return List.of();
        }

        @Override
        public ReadableStore create(StoreId id, String description, int weight, Map<String, Object> options) {
            StoreDescription described = describe(id, type(), description, weight);
            return new ReadableStore() {
                @Override
                public StoreDescription describe() {
                    return described;
                }

                @Override
                public ByteSource source(ObjectUrl url) {
                    throw invalid(id, "holds nothing");
                }
            };
        }
    }

    private record OnPaper(StoreDescription describe) implements Store {
        @Override
        public ByteSource source(ObjectUrl url) {
            throw invalid(describe.id(), "holds nothing");
        }

        @Override
        public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
            throw invalid(describe.id(), "takes nothing");
        }

        @Override
        public Upload begin(ObjectUrl url, OptionalLong size) {
            throw invalid(describe.id(), "takes nothing");
        }

        @Override
        public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
            throw invalid(describe.id(), "takes nothing");
        }

        @Override
        public void delete(ObjectUrl url) {}
    }

    private static StoreDescription describe(StoreId id, String type, String description, int weight) {
        StoreLimits limits = new StoreLimits(StoreLimits.PART_UNIT_BYTES, 10_000, Long.MAX_VALUE, 1);
        return new StoreDescription(id, type, description, weight, limits, Map.of());
    }

    private static ImageException invalid(StoreId id, String words) {
        return new ImageException(FailureKind.INVALID, "store " + id + ": " + words);
    }
}
