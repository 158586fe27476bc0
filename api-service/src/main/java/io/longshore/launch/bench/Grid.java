package io.longshore.launch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of words, to be read on a terminal or in Markdown. */
final class Grid {

    private final String title;
    private final List<String> header;
    private final List<List<String>> lines = new ArrayList<>();

    Grid(String title, String... header) {
        this.title = title;
        this.header = List.of(header);
    }

    void add(List<String> line) {
        if (line.size() != header.size()) {
            throw new IllegalArgumentException(line.size() + " cells under " + header.size() + " headings: " + line);
        }
        lines.add(List.copyOf(line));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Columns that say nothing in any line are left out; the first column to the left, the others to the right. */
    String plain() {
        List<Integer> columns = columns();
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(lines);
        StringBuilder text = new StringBuilder(title).append('\n');
        for (List<String> line : all) {
            String cells = columns.stream()
                    .map(column -> padded(line.get(column), widthOf(all, column), column < 2))
                    .collect(Collectors.joining("  "));
            text.append("  ").append(cells.stripTrailing()).append('\n');
        }
        return text.toString();
    }

    String markdown() {
        List<Integer> columns = columns();
        StringBuilder text = new StringBuilder("**").append(title).append("**\n\n");
        text.append(markdown(header, columns));
        text.append(columns.stream().map(c -> c < 2 ? " --- |" : " ---: |").collect(Collectors.joining("", "|", "\n")));
        lines.forEach(line -> text.append(markdown(line, columns)));
        return text.append('\n').toString();
    }

    private static String markdown(List<String> line, List<Integer> columns) {
        return columns.stream()
                .map(column -> " " + line.get(column).replace("|", "\\|") + " |")
                .collect(Collectors.joining("", "|", "\n"));
    }

    private List<Integer> columns() {
        return IntStream.range(0, header.size())
                .filter(column ->
                        lines.stream().anyMatch(line -> !line.get(column).isEmpty()))
                .boxed()
                .toList();
    }

    private static int widthOf(List<List<String>> all, int column) {
        return all.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width, boolean left) {
        String space = " ".repeat(width - text.length());
        return left ? text + space : space + text;
    }
}
