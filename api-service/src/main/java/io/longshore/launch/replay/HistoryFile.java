package io.longshore.launch.replay;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Histories as JSON: what {@code --save} writes, {@code temporal workflow show --output json} prints and the Temporal UI exports. */
public final class HistoryFile {

    private HistoryFile() {}

    /** The history in {@code file}; {@code INVALID}, saying why, where there is none. */
    public static WorkflowExecutionHistory read(Path file) {
        try {
            return WorkflowExecutionHistory.fromJson(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw wrong(file, "it is no text", e);
        } catch (IOException e) {
            throw new ImageException(FailureKind.INVALID, file + " cannot be read: " + reason(e), e);
        } catch (IndexOutOfBoundsException e) {
            throw wrong(file, "it has no events", e);
        } catch (RuntimeException e) {
            throw wrong(file, firstLine(e), e);
        }
    }

    /** Writes {@code history} where it can be read again; what was there before is replaced. */
    public static void write(Path file, WorkflowExecutionHistory history) {
        try {
            Files.writeString(file, history.toJson(true) + "\n");
        } catch (IOException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, file + " cannot be written: " + reason(e), e);
        }
    }

    private static ImageException wrong(Path file, String why, Exception cause) {
        return new ImageException(
                FailureKind.INVALID,
                file + " is not the history of a run: " + why
                        + ". Wanted is what temporal workflow show --output json prints, or what the Temporal UI's"
                        + " Download gives in the form Encoded.",
                cause);
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        return e.getClass().getSimpleName() + (text.isBlank() ? "" : " (" + text + ")");
    }

    private static String firstLine(RuntimeException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return text.replaceFirst("^com\\.google\\.protobuf\\.\\w+: ", "").replace("java.lang.String", "the text");
    }
}
