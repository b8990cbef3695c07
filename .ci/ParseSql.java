import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parses the statements of a file with Trino's own parser: names and statements by turns, with a zero byte between. */
public class ParseSql {
  public static void main(String[] arguments) throws Exception {
    String[] parts = Files.readString(Path.of(arguments[0])).split("\0");
    SqlParser parser = new SqlParser();
    int refused = 0;
    for (int i = 0; i + 1 < parts.length; i += 2) {
      try {
        parser.createStatement(parts[i + 1]);
      } catch (ParsingException error) {
        refused++;
        System.err.println(parts[i] + ": " + error.getMessage());
      }
    }
    int statements = parts.length / 2;
    if (refused > 0 || statements == 0) {
      System.err.println(refused + " of " + statements + " statements are not in Trino's grammar");
      System.exit(1);
    }
    System.out.println(statements + " statements in Trino's grammar");
  }
}
