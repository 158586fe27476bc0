package io.longshore.transfer;

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

        record Durable(long bytes) implements Word {}

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

    /** The last durable mark; 0 where there was none. */
    public long durableBytes() {
        return words.stream()
                .filter(Word.Durable.class::isInstance)
                .mapToLong(word -> ((Word.Durable) word).bytes())
                .max()
                .orElse(0);
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
    public void durable(long bytes) {
        hear(new Word.Durable(bytes));
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
