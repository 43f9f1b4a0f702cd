// Runs files of test vectors against this package: `verify-vectors FILE...`
//
// The format of a file is found out by looking at it: a list of objects with `platform` and `input`
// holds hashing vectors; objects with `function` and `inputs`, as a list or under `vectors`, hold
// statistics vectors. Exit code: 0 when all passed, 1 when one failed, 3 when a file cannot be read,
// 64 for a mistake in the command line.
import Basics
import Statistics

let usage = """
  usage: verify-vectors [--data DIR] [--only TEXT] [--verbose] FILE...

    --data DIR   where the files of dataset vectors are (default: RETICLE_DATA, else found beside
                 the vector file)
    --only TEXT  only vectors whose name or function contains TEXT
    --verbose    name the vectors that passed or were skipped, too
  """

guard let command = Command(Array(CommandLine.arguments.dropFirst())) else {
  standardError(usage)
  exit(64)
}
if command.wantsHelp {
  print(usage)
  exit(0)
}
exit(command.run())
