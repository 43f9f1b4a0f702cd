// Compares what is learnt from data with reference models on the same rows, columns and folds:
// `verify-models [DATA] [SECTION...]`
//
// Exit code: 0 when all passed, 1 when a line failed, 3 when a file cannot be read, 64 for a mistake
// in the command line.
import Basics

let usage = """
  usage: verify-models [DATA] [SECTION...] [--only NAME] [--dataset FILE] [--folds DIR] [--verbose]

    DATA            the folder with data/ and reference/folds/ (default: RETICLE_DATA)
    SECTION         what to compare: models (default: all sections)
    --only NAME     only this dataset; may be given several times
    --dataset FILE  other datasets, described as in Sources/verify-models/datasets.txt
    --folds DIR     where NAME.folds.csv and NAME.oof.csv are
    --verbose       figures of each fold, and the card of the whole data
  """

guard let command = Command(Array(CommandLine.arguments.dropFirst())) else {
  StandardError.write(usage + "\n")
  exit(64)
}
if command.wantsHelp {
  print(usage)
  exit(0)
}
do {
  let report = try command.run()
  print("\n\(report.summary)")
  exit(report.failed > 0 ? 1 : 0)
} catch let problem as Problem {
  StandardError.write(problem.description + "\n")
  exit(problem.kind.rawValue)
} catch {
  StandardError.write("\(error)" + "\n")
  exit(70)
}
