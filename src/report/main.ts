/** The page of `gradlens check --html`: the panel itself, on an engine in the page. The order of these two matters. */
import './vscodeApi';
import '../../webview/main';
