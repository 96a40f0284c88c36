Attribute VB_Name = "JxFunctions"
Option Explicit
' Made by addin/build.py, one procedure for every worksheet function: do not edit.

Public Function JXRATE(ByVal budget As Variant, ByVal executed As Variant, Optional ByVal money_unit As Variant) As Variant
    JXRATE = JxCall("JXRATE", Array(budget, executed, money_unit))
End Function

Public Function JXRATESCORE(ByVal budget As Variant, ByVal executed As Variant, ByVal weight As Variant, Optional ByVal policy As Variant, Optional ByVal money_unit As Variant) As Variant
    JXRATESCORE = JxCall("JXRATESCORE", Array(budget, executed, weight, policy, money_unit))
End Function

Public Function JXSCORE(ByVal target As Variant, ByVal actual As Variant, ByVal weight As Variant, Optional ByVal rule As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXSCORE = JxCall("JXSCORE", Array(target, actual, weight, rule, direction, unit, policy, indicator, year))
End Function

Public Function JXCOMPLETION(ByVal target As Variant, ByVal actual As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXCOMPLETION = JxCall("JXCOMPLETION", Array(target, actual, direction, unit, policy, indicator, year))
End Function

Public Function JXDEVIATION(ByVal target As Variant, ByVal actual As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXDEVIATION = JxCall("JXDEVIATION", Array(target, actual, direction, unit, policy, indicator, year))
End Function

Public Function JXMET(ByVal target As Variant, ByVal actual As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXMET = JxCall("JXMET", Array(target, actual, direction, unit, policy, indicator, year))
End Function

Public Function JXTARGET(ByVal target As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXTARGET = JxCall("JXTARGET", Array(target, direction, unit, policy, indicator, year))
End Function

Public Function JXTOTAL(ByVal scores As Variant, ByVal names As Variant, Optional ByVal execution As Variant, Optional ByVal policy As Variant) As Variant
    JXTOTAL = JxCall("JXTOTAL", Array(scores, names, execution, policy))
End Function

Public Function JXGRADE(ByVal total As Variant, Optional ByVal policy As Variant) As Variant
    JXGRADE = JxCall("JXGRADE", Array(total, policy))
End Function

Public Function JXLIGHT(ByVal target As Variant, ByVal actual As Variant, ByVal month As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant, Optional ByVal interim As Variant) As Variant
    JXLIGHT = JxCall("JXLIGHT", Array(target, actual, month, direction, unit, policy, indicator, year, interim))
End Function

Public Function JXWHY(ByVal target As Variant, ByVal actual As Variant, ByVal weight As Variant, Optional ByVal rule As Variant, Optional ByVal direction As Variant, Optional ByVal unit As Variant, Optional ByVal policy As Variant, Optional ByVal indicator As Variant, Optional ByVal year As Variant) As Variant
    JXWHY = JxCall("JXWHY", Array(target, actual, weight, rule, direction, unit, policy, indicator, year))
End Function
