import RLCore
import Testing

@Suite struct DataFolderTests {
  @Test(arguments: [
    (["SIDECOACH_DATA": "mine", "XDG_DATA_HOME": "/data", "HOME": "/home"], "mine"),
    (["SIDECOACH_DATA": "", "XDG_DATA_HOME": "/data", "HOME": "/home"], "/data/sidecoach/data"),
    (["XDG_DATA_HOME": "relative", "HOME": "/home"], "/home/.local/share/sidecoach/data"),
    (["HOME": "/home"], "/home/.local/share/sidecoach/data"),
    ([:], "./.local/share/sidecoach/data"),
  ])
  func variablesNameIt(environment: [String: String], path: String) {
    #expect(DataFolder(environment: environment).path == path)
    #expect(DataFolder(environment: environment).set("blocksworld") == path + "/blocksworld")
  }
}
