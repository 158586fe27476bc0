package io.longshore.model;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Something that a client asks for, and what the contract says to it. */
sealed interface Call {

    /** The status of the answer, and what the image is then. */
    record Answer(int status, State state) {}

    /** What the contract says in that state. */
    Answer in(State state);

    /** Whether it happens at one moment, so that it may be asked for together with others. */
    default boolean isQuick() {
        return true;
    }

    /** What the image is then, where that is the answer. */
    default Optional<State> after(State state, int status) {
        Answer answer = in(state);
        return answer.status() == status ? Optional.of(answer.state()) : Optional.empty();
    }

    record Create() implements Call {
        @Override
        public Answer in(State s) {
            return s.is("absent") ? new Answer(201, s.as("queued")) : new Answer(409, s);
        }
    }

    record Stage(int content) implements Call {
        @Override
        public Answer in(State s) {
            return sent(s, s.as("uploading").holding(content));
        }

        @Override
        public boolean isQuick() {
            return false;
        }
    }

    record Upload(int content, String store) implements Call {
        @Override
        public Answer in(State s) {
            return sent(s, s.as("active").holding(content).in(Set.of(store)));
        }

        @Override
        public boolean isQuick() {
            return false;
        }
    }

    private static Answer sent(State before, State after) {
        if (!before.isThere()) {
            return new Answer(404, before);
        }
        return before.is("queued") ? new Answer(204, after) : new Answer(409, before);
    }

    record WebDownload(int content, Set<String> stores, boolean must) implements Call {
        @Override
        public Answer in(State s) {
            return imported(s, "queued", stores, s.holding(content).importing(stores, must));
        }
    }

    record GlanceDirect(Set<String> stores, boolean must) implements Call {
        @Override
        public Answer in(State s) {
            return imported(s, "uploading", stores, s.importing(stores, must));
        }
    }

    private static Answer imported(State before, String wanted, Set<String> stores, State after) {
        if (!before.isThere()) {
            return new Answer(404, before);
        }
        boolean known = Contract.STORES.containsAll(stores);
        return before.is(wanted) && known ? new Answer(202, after) : new Answer(409, before);
    }

    /** @param stores none: all */
    record CopyImage(Set<String> stores, boolean must) implements Call {
        @Override
        public Answer in(State s) {
            if (!s.isThere()) {
                return new Answer(404, s);
            }
            if (!s.is("active") || !Contract.STORES.containsAll(stores)) {
                return new Answer(409, s);
            }
            if (stores.stream()
                    .anyMatch(st -> s.copies().contains(st) || s.owed().contains(st))) {
                return new Answer(400, s);
            }
            if (s.open()) {
                return new Answer(409, s);
            }
            Set<String> wanted = new TreeSet<>(stores.isEmpty() ? Contract.STORES : stores);
            wanted.removeAll(s.copies());
            return new Answer(202, wanted.isEmpty() ? s : s.importing(wanted, must));
        }
    }

    record Cancel() implements Call {
        @Override
        public Answer in(State s) {
            if (!s.open() || !s.isThere()) {
                return new Answer(s.imported() ? 409 : 404, s);
            }
            // Must-succeed: what has landed was never seen.
            Set<String> unfilled = s.must() ? s.targets() : s.owed();
            return new Answer(202, s.ended(State.plus(s.failed(), unfilled.toArray(String[]::new))));
        }
    }

    record Skip(String store) implements Call {
        @Override
        public Answer in(State s) {
            if (!s.imported()) {
                return new Answer(404, s);
            }
            if (!s.open() || !s.isThere() || s.must()) {
                return new Answer(409, s);
            }
            if (!s.targets().contains(store)) {
                return new Answer(404, s);
            }
            return s.owed().contains(store) ? new Answer(202, s.without(store, false)) : new Answer(409, s);
        }
    }

    record Retry(String store) implements Call {
        @Override
        public Answer in(State s) {
            if (!s.imported()) {
                return new Answer(404, s);
            }
            if (!s.open() || !s.isThere()) {
                return new Answer(409, s);
            }
            if (!s.targets().contains(store)) {
                return new Answer(404, s);
            }
            return new Answer(s.owed().contains(store) ? 202 : 409, s);
        }

        @Override
        public Optional<State> after(State s, int status) {
            // A copy that has landed and must not be seen yet is finished, too.
            boolean unseen = status == 409 && s.open() && s.must() && s.owed().contains(store);
            return unseen ? Optional.of(s) : Call.super.after(s, status);
        }
    }

    record Patch(String name, String value) implements Call {
        @Override
        public Answer in(State s) {
            return s.isThere() ? new Answer(200, s.with(name, value)) : new Answer(404, s);
        }
    }

    record DeleteCopy(String store) implements Call {
        @Override
        public Answer in(State s) {
            if (!Contract.STORES.contains(store)) {
                return new Answer(409, s);
            }
            if (!s.isThere()) {
                return new Answer(404, s);
            }
            if (!s.is("active") || (s.open() && s.owed().contains(store))) {
                return new Answer(409, s);
            }
            if (s.copies().size() == 1) {
                return new Answer(403, s);
            }
            return s.copies().contains(store)
                    ? new Answer(
                            204,
                            s.in(s.copies().stream()
                                    .filter(c -> !c.equals(store))
                                    .collect(Collectors.toSet())))
                    : new Answer(404, s);
        }
    }

    record Delete() implements Call {
        @Override
        public Answer in(State s) {
            return s.isThere() ? new Answer(204, s.in(Set.of()).ended(Set.of()).as("deleted")) : new Answer(404, s);
        }
    }
}
