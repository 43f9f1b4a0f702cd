import Testing
@testable import Audiences
