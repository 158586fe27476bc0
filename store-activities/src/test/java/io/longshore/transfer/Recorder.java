package io.longshore.transfer;

import io.longshore.image.Extents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Hears everything, from one thread as promised, and does what a test wants at a word. */
public final class Recorder implements TransferListener {

    /** What was heard. */
    public sealed interface Word {
        record Progress(long bytes) implements Word {}

        record Waiting(String what) implements Word {}

        record Working() implements Word {}

        record Durable(Extents written) implements Word {}

        record Idle() implements Word {}
    }

    private final List<Word> words = new ArrayList<>();
    private long checkedBytes;
    private final Thread owner = Thread.currentThread();
    private final Consumer<Word> reaction;

    public Recorder() {
        this(word -> {});
    }

    /** @param reaction may throw */
    public Recorder(Consumer<Word> reaction) {
        this.reaction = reaction;
    }

    public List<Word> words() {
        return List.copyOf(words);
    }

    /** What was durable last. */
    public Extents durable() {
        return words.stream()
                .filter(Word.Durable.class::isInstance)
                .map(word -> ((Word.Durable) word).written())
                .reduce(Extents.NONE, (earlier, later) -> later);
    }

    /** How much it was last told is checked. */
    public long checkedBytes() {
        return checkedBytes;
    }

    @Override
    public void checked(long checked) {
        if (checked < checkedBytes) {
            throw new AssertionError(checked + " checked after " + checkedBytes);
        }
        checkedBytes = checked;
    }

    @Override
    public void progress(long doneBytes) {
        hear(new Word.Progress(doneBytes));
    }

    @Override
    public void waiting(String what) {
        hear(new Word.Waiting(what));
    }

    @Override
    public void working() {
        hear(new Word.Working());
    }

    @Override
    public void durable(Extents written) {
        hear(new Word.Durable(written));
    }

    @Override
    public void idle() {
        hear(new Word.Idle());
    }

    private void hear(Word word) {
        if (!owner.equals(Thread.currentThread())) {
            throw new AssertionError(word + " was told by " + Thread.currentThread());
        }
        words.add(word);
        reaction.accept(word);
    }
}
