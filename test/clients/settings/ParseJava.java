import com.sun.source.util.JavacTask;
import java.nio.file.Path;
import java.util.Arrays;
import javax.tools.ToolProvider;

/** Parses Java files with javac's parser, and prints syntax errors. Names are not resolved, so no library is needed. */
public class ParseJava {
    public static void main(String[] files) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var manager = compiler.getStandardFileManager(null, null, null);
        var units = manager.getJavaFileObjectsFromPaths(Arrays.stream(files).map(Path::of).toList());
        var task = (JavacTask) compiler.getTask(null, manager, found -> {
            System.out.println(found);
            System.exit(1);
        }, null, null, units);
        task.parse();
    }
}
