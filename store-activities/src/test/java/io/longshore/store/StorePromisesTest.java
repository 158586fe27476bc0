package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store that lies is caught, by the promise that it breaks. */
final class StorePromisesTest {

    private final MemoryStore memory = new MemoryStore("memory");

    @Test
    void anHonestStoreHoldsThemAllAndIsLeftEmpty() {
        List<StorePromise> promises = new StorePromises(memory::reopened, Set.of("hunter2")).all();
        assertThat(promises)
                .hasSizeGreaterThan(50)
                .allSatisfy(promise -> assertThat(promise.test())
                        .satisfies(verdict -> assertThat(verdict.reason()).isEmpty()));
        assertThat(memory.addresses()).isEmpty();
    }

    @Test
    void deletesNothing() {
        mustBreak("deletes an object, and nothing else", new Liar() {
            @Override
            public void delete(ObjectUrl url) {}
        });
    }

    @Test
    void overwrites() {
        mustBreak("refuses to begin where an object is, and leaves it alone", new Liar() {
            @Override
            public Upload begin(ObjectUrl url, OptionalLong size) {
                memory.delete(url);
                return memory.begin(url, size);
            }
        });
    }

    @Test
    void completesWithGaps() {
        mustBreak("refuses to complete with a gap", new Liar() {
            @Override
            public Upload begin(ObjectUrl url, OptionalLong size) {
                return new LyingUpload(super.begin(url, size)) {
                    @Override
                    public StoredObject complete(long sizeBytes) {
                        return new StoredObject(sizeBytes, "");
                    }
                };
            }
        });
    }

    @Test
    void callsDurableWhatIsNot() {
        mustBreak("makes durable what was written, and says what that is", new Liar() {
            @Override
            public Upload begin(ObjectUrl url, OptionalLong size) {
                return new LyingUpload(super.begin(url, size)) {
                    @Override
                    public Extents makeDurable() {
                        return Extents.upTo(size.orElse(0));
                    }
                };
            }
        });
    }

    @Test
    void leavesWhatIsAborted() {
        mustBreak("leaves nothing of an upload that is aborted after a part", new Liar() {
            @Override
            public Upload begin(ObjectUrl url, OptionalLong size) {
                return new LyingUpload(super.begin(url, size)) {
                    @Override
                    public void abort() {
                        close();
                    }
                };
            }
        });
    }

    @Test
    void resumesWhatIsGone() {
        mustBreak("says so where nothing of an upload is left", new Liar() {
            @Override
            public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
                try {
                    return super.resume(url, size, durable);
                } catch (ImageException e) {
                    return begin(url, size);
                }
            }
        });
    }

    @Test
    void readsFromTheStartWhereverItIsTold() {
        mustBreak("reads from any byte on", new Liar() {
            @Override
            public ByteSource source(ObjectUrl url) {
                return new LyingSource(super.source(url)) {
                    @Override
                    public ReadableByteChannel open(long offset) {
                        return super.open(0);
                    }
                };
            }
        });
    }

    @Test
    void saysAWrongSize() {
        mustBreak("keeps an object of one byte", new Liar() {
            @Override
            public ByteSource source(ObjectUrl url) {
                return new LyingSource(super.source(url)) {
                    @Override
                    public SourceObject object() {
                        return new SourceObject(
                                OptionalLong.of(0), super.object().validator());
                    }
                };
            }
        });
    }

    @Test
    void doesNotSayWhichStoreFailed() {
        mustBreak("says that what is not there is not there", new Liar() {
            @Override
            public ByteSource source(ObjectUrl url) {
                return new LyingSource(super.source(url)) {
                    @Override
                    public SourceObject object() {
                        throw new ImageException(FailureKind.NOT_FOUND, "no such object");
                    }
                };
            }
        });
    }

    @Test
    void takesAddressesOfOthers() {
        mustBreak("refuses addresses of other stores", new Liar() {
            @Override
            public void delete(ObjectUrl url) {
                try {
                    super.delete(url);
                } catch (ImageException e) {
                    assertThat(e.kind()).isEqualTo(FailureKind.INVALID);
                }
            }
        });
    }

    @Test
    void forgetsAnObjectBetweenPages() {
        mustBreak("lists the same in pages of any size", new Liar() {
            @Override
            public Optional<Inventory> inventory() {
                return super.inventory().map(honest -> (after, limit) -> {
                    List<Inventory.Entry> page = honest.page(after, limit + 1);
                    return after.isEmpty() || page.size() < 2
                            ? page.stream().limit(limit).toList()
                            : page.subList(1, page.size());
                });
            }
        });
    }

    @Test
    void tellsASecret() {
        mustBreak("says the same about itself for its whole life", new Liar() {
            @Override
            public StoreDescription describe() {
                StoreDescription honest = super.describe();
                return new StoreDescription(
                        StoreId.of("memory"), "memory", "key hunter2", 0, honest.limits(), Map.of());
            }
        });
    }

    private void mustBreak(String words, Store liar) {
        StorePromise.Verdict verdict = new StorePromises(() -> liar, Set.of("hunter2"))
                .all().stream()
                        .filter(promise -> promise.words().equals(words))
                        .findFirst()
                        .orElseThrow()
                        .test();
        assertThat(verdict.isHeld()).isFalse();
        assertThat(verdict.reason()).isNotBlank();
    }

    /** Honest until a method is overridden. */
    private class Liar implements Store {

        @Override
        public StoreDescription describe() {
            return memory.describe();
        }

        @Override
        public ByteSource source(ObjectUrl url) {
            return memory.source(url);
        }

        @Override
        public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
            return memory.place(image, nth, size);
        }

        @Override
        public Upload begin(ObjectUrl url, OptionalLong size) {
            return memory.begin(url, size);
        }

        @Override
        public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
            return memory.resume(url, size, durable);
        }

        @Override
        public void delete(ObjectUrl url) {
            memory.delete(url);
        }

        @Override
        public Optional<Inventory> inventory() {
            return memory.inventory();
        }
    }

    private static class LyingUpload implements Upload {

        private final Upload honest;

        LyingUpload(Upload honest) {
            this.honest = honest;
        }

        @Override
        public PartReceipt write(Part part, PartBytes bytes) {
            return honest.write(part, bytes);
        }

        @Override
        public Extents makeDurable() {
            return honest.makeDurable();
        }

        @Override
        public StoredObject complete(long sizeBytes) {
            return honest.complete(sizeBytes);
        }

        @Override
        public void abort() {
            honest.abort();
        }

        @Override
        public void close() {
            honest.close();
        }
    }

    private static class LyingSource implements ByteSource {

        private final ByteSource honest;

        LyingSource(ByteSource honest) {
            this.honest = honest;
        }

        @Override
        public SourceObject object() {
            return honest.object();
        }

        @Override
        public ReadableByteChannel open(long offset) {
            return honest.open(offset);
        }

        @Override
        public boolean restartable() {
            return true;
        }

        @Override
        public void close() {
            honest.close();
        }
    }
}
